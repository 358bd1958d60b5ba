package dev.jobq.benchmarks.contender;

import java.io.Serializable;

/** The payload of every job, about 100 bytes as JSON. */
record Welcome(String to, String subject, long sentAt) implements Serializable {

    static Welcome at(long nanoTime) {
        return new Welcome("ada.lovelace@example.org", "Your analytical engine is ready", nanoTime);
    }
}
