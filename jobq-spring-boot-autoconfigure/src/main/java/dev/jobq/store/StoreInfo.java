package dev.jobq.store;

/**
 * What kind of store this is.
 *
 * @param kind {@code sqlite} or {@code postgresql}
 * @param version the database's version
 * @param durability {@code full} or {@code normal}
 * @param location the file, {@code :memory:}, or the database's name
 * @param bytes its size
 * @param walBytes the size of SQLite's write-ahead log; 0 elsewhere
 */
public record StoreInfo(String kind, String version, String durability, String location, long bytes, long walBytes) {}
