package dev.jobq.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/** Why a request was refused, in JSON. */
public record ProblemDescriptor(int status, String message) implements OperationResponseBody {}
