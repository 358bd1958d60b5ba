package dev.jobq.benchmarks;

/** What every job of every contender carries: about 100 bytes of JSON. */
final class Payload {

    /** As JSON text. */
    static final String TEXT =
            "{\"to\":\"ada.lovelace@example.org\",\"subject\":\"Your analytical engine is ready\",\"id\":1234567890}";

    private Payload() {}
}
