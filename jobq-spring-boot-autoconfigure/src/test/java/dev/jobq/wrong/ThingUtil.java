package dev.jobq.wrong;

class ThingUtil {}
