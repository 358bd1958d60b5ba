package dev.jobq;

/**
 * Which job: its id, the topic it is in and its type.
 *
 * @param id its id
 * @param topic the named queue it is in
 * @param type the stable name of what it does
 */
public record JobRef(JobId id, String topic, String type) {}
