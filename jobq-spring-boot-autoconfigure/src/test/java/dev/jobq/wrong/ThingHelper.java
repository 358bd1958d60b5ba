package dev.jobq.wrong;

class ThingHelper {}
