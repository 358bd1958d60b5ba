package dev.jobq.actuate;

import dev.jobq.store.StoreInfo;

/** The store in JSON. */
public record StoreDescriptor(
        String kind, String version, String durability, String location, long bytes, long walBytes) {

    static StoreDescriptor of(StoreInfo info) {
        return new StoreDescriptor(
                info.kind(), info.version(), info.durability(), info.location(), info.bytes(), info.walBytes());
    }
}
