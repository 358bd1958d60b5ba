package dev.jobq.store.jdbc.postgresql;

/**
 * The channels on which processes tell each other.
 *
 * @param system whose they are
 * @param ready jobs became available or due times changed; the payload is the topic
 * @param control running jobs were asked to stop or taken away
 * @param ended jobs ended or were deleted; the payload is the id, or empty for more than are told one by one
 * @param waiting somebody waits for ends, and asks to be told of them for a while
 */
record Channels(String system, String ready, String control, String ended, String waiting) {

    static Channels of(String system) {
        return new Channels(system, system + "_ready", system + "_control", system + "_ended", system + "_waiting");
    }
}
