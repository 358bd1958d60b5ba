package dev.jobq.wrong;

class ThingManager {}
