package dev.jobq.wrong;

class ThingImpl {}
