package dev.jobq.engine;

import dev.jobq.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Builds what engine tests need. */
final class EngineFixture {

    private EngineFixture() {}

    static Topic topic(String name, int concurrency) {
        return new Topic(name, concurrency);
    }

    static final class Topic {
        private final String name;
        private final int concurrency;
        private int prefetch = 1_000;
        private int maxAttempts = 50;
        private Backoff backoff = Backoff.none();
        private @Nullable Duration timeout;
        private boolean discardsOnTimeout;
        private Duration completed = Duration.ofDays(7);
        private boolean deleteOnSuccess;
        private @Nullable Long maxRows;

        Topic(String name, int concurrency) {
            this.name = name;
            this.concurrency = concurrency;
        }

        Topic prefetch(int prefetch) {
            this.prefetch = prefetch;
            return this;
        }

        Topic maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        Topic backoff(Backoff backoff) {
            this.backoff = backoff;
            return this;
        }

        Topic timeout(Duration timeout, boolean discards) {
            this.timeout = timeout;
            this.discardsOnTimeout = discards;
            return this;
        }

        Topic keepCompleted(Duration completed) {
            this.completed = completed;
            return this;
        }

        Topic deleteOnSuccess() {
            this.deleteOnSuccess = true;
            return this;
        }

        Topic maxRows(long maxRows) {
            this.maxRows = maxRows;
            return this;
        }

        TopicSettings build() {
            return new TopicSettings(
                    name,
                    concurrency,
                    prefetch,
                    new TopicSettings.Retries(maxAttempts, backoff),
                    new TopicSettings.Timeout(timeout, discardsOnTimeout),
                    new TopicSettings.Retention(
                            completed, Duration.ofDays(30), Duration.ofDays(7), deleteOnSuccess, maxRows));
        }
    }
}
