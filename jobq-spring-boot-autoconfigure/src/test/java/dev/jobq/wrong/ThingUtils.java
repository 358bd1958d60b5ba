package dev.jobq.wrong;

class ThingUtils {}
