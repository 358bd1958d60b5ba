package dev.jobq.autoconfigure;

import dev.jobq.InvalidJobException;
import dev.jobq.NewJob;
import dev.jobq.Rate;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;

/** Finds values that cannot be, and values that contradict each other; all of them, so that one start tells all. */
final class JobqPropertiesCheck {

    private static final Pattern SYSTEM = Pattern.compile("[a-z][a-z0-9_]{0,19}");

    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9-]*");

    private final Errors errors;

    JobqPropertiesCheck(Errors errors) {
        this.errors = errors;
    }

    void check(JobqProperties properties) {
        if (!SYSTEM.matcher(properties.system()).matches()) {
            reject(
                    "system",
                    "must be a lower-case letter, then letters, digits and underscores, at most 20 characters in all");
        }
        if (properties.sqlite().path().isBlank()) {
            reject("sqlite.path", "must name a file, or be :memory:");
        }
        positive("poll-interval", properties.pollInterval());
        size("max-payload", properties.maxPayload());
        size("max-result", properties.maxResult());
        worker(properties.worker());
        if (!properties.web().path().startsWith("/") || properties.web().path().length() < 2) {
            reject("web.path", "must begin with a slash and go on");
        }
        topic("defaults", properties.defaults());
        properties.topics().forEach((name, topic) -> {
            try {
                NewJob.requireName("topic", name);
            } catch (InvalidJobException e) {
                errors.reject("topic", "jobq.topics: " + e.getMessage());
            }
            topic(keyOf(name), topic);
        });
    }

    private void size(String key, DataSize value) {
        if (value.toBytes() < 1 || value.toBytes() > Integer.MAX_VALUE) {
            reject(key, "must be between 1B and 2GB");
        }
    }

    private void worker(JobqProperties.Worker worker) {
        positive("worker.lease", worker.lease());
        positive("worker.heartbeat", worker.heartbeat());
        if (worker.heartbeat().multipliedBy(2).compareTo(worker.lease()) > 0) {
            reject(
                    "worker.heartbeat",
                    "must be at most half of jobq.worker.lease, which is %s: else one late heartbeat costs a node its jobs"
                            .formatted(worker.lease()));
        }
        notNegative("worker.shutdown-grace", worker.shutdownGrace());
        for (String label : worker.labels()) {
            try {
                NewJob.requireName("label", label);
            } catch (InvalidJobException e) {
                reject("worker.labels", "must be names: " + e.getMessage());
            }
        }
    }

    private void topic(String key, TopicProperties topic) {
        atLeast(1, key + ".concurrency", topic.concurrency());
        atLeast(0, key + ".prefetch", topic.prefetch());
        atLeast(1, key + ".max-queued", topic.maxQueued());
        atLeast(1, key + ".global-concurrency", topic.globalConcurrency());
        rate(key + ".rate-limit", topic.rateLimit());
        atLeast(1, key + ".per-key.concurrency", topic.perKey().concurrency());
        rate(key + ".per-key.rate-limit", topic.perKey().rateLimit());
        atLeast(1, key + ".max-attempts", topic.maxAttempts());
        atLeast(1, key + ".max-crashes", topic.maxCrashes());
        positive(key + ".timeout", topic.timeout());
        TopicProperties.Backoff backoff = topic.backoff();
        if (backoff.strategy() != null && backoff.strategy().isBlank()) {
            reject(key + ".backoff.strategy", "must be none, linear, exponential or the name of a Backoff bean");
        }
        notNegative(key + ".backoff.base", backoff.base());
        notNegative(key + ".backoff.max", backoff.max());
        if (backoff.jitter() != null && !(backoff.jitter() >= 0 && backoff.jitter() <= 1)) {
            reject(key + ".backoff.jitter", "must be between 0 and 1");
        }
        notNegative(key + ".retention.completed", topic.retention().completed());
        notNegative(key + ".retention.discarded", topic.retention().discarded());
        notNegative(key + ".retention.cancelled", topic.retention().cancelled());
        atLeast(0, key + ".retention.events-per-job", topic.retention().eventsPerJob());
        atLeast(0, key + ".retention.max-rows", topic.retention().maxRows());
    }

    /** As the user writes it: brackets only around names that need them. */
    static String keyOf(String topic) {
        return PLAIN.matcher(topic).matches() ? "topics." + topic : "topics[" + topic + "]";
    }

    private void atLeast(int least, String key, @Nullable Number value) {
        if (value != null && value.longValue() < least) {
            reject(key, "must be at least " + least);
        }
    }

    private void rate(String key, @Nullable String value) {
        if (value != null) {
            try {
                Rate.of(value);
            } catch (IllegalArgumentException ex) {
                reject(key, "must be so many starts per time: " + ex.getMessage());
            }
        }
    }

    private void positive(String key, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            reject(key, "must be longer than zero");
        }
    }

    private void notNegative(String key, @Nullable Duration value) {
        if (value != null && value.isNegative()) {
            reject(key, "must not be negative");
        }
    }

    private void reject(String key, String reason) {
        errors.rejectValue(key, key, reason);
    }
}
