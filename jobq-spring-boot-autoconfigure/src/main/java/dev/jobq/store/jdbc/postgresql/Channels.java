package dev.jobq.store.jdbc.postgresql;

/**
 * The channels on which processes tell each other.
 *
 * @param ready jobs became available or due times changed; the payload is the topic
 * @param control running jobs were asked to stop or taken away
 */
record Channels(String ready, String control) {

    static Channels of(String system) {
        return new Channels(system + "_ready", system + "_control");
    }
}
