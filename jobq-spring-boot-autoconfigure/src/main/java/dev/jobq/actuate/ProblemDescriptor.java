package dev.jobq.actuate;

/** Why a request was refused, in JSON. */
public record ProblemDescriptor(int status, String message) {}
