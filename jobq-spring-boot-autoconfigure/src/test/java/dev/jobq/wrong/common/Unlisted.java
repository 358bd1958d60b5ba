package dev.jobq.wrong.common;

class Unlisted {}
