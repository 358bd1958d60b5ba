package dev.jobq;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reason why a job is not running, or what became of it. Further reasons may be added. */
public sealed interface WhyNot
        permits WhyNot.Unknown,
                WhyNot.Ended,
                WhyNot.Running,
                WhyNot.Held,
                WhyNot.Blocked,
                WhyNot.WaitsForTime,
                WhyNot.Parked,
                WhyNot.TopicPaused,
                WhyNot.WorkersPaused,
                WhyNot.NoWorker,
                WhyNot.NoHandler,
                WhyNot.SlotsBusy,
                WhyNot.Behind,
                WhyNot.Next,
                AtLimit,
                BehindInLine,
                WaitsForLabel {

    /** All that there is to say of it. */
    Description describe();

    /** Its name in JSON, lower case with hyphens: {@code topic-paused}. */
    default String code() {
        return describe().code();
    }

    /** A sentence for people. */
    default String text() {
        return describe().text();
    }

    /** What the record holds, by name, as values that can be written as JSON. */
    default Map<String, Object> details() {
        return describe().details();
    }

    /** There is no job of this id: it never existed, was deleted, or its retention is over. */
    record Unknown() implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                    "unknown",
                    "There is no such job: it never existed, was deleted, or was kept as long as is configured.");
        }
    }

    /**
     * It is over.
     *
     * @param status COMPLETED, DISCARDED or CANCELLED
     * @param at when it ended
     * @param why the reason that was given; null when none was
     */
    record Ended(
            JobStatus status,
            @Nullable Instant at,
            @Nullable String why) implements WhyNot {
        @Override
        public Description describe() {
            return new Description("ended", "It ended as %s at %s.".formatted(status, at))
                    .with("status", status)
                    .with("at", at)
                    .with("why", why);
        }
    }

    /**
     * A worker holds it.
     *
     * @param worker which; null if nothing is known of it any more
     * @param since when it was claimed
     * @param isLaunched whether its handler returned a long-running handle
     * @param isCancelRequested whether somebody asked for its cancel, and its handler has not ended yet
     * @param isStale whether the worker's lease has lapsed, so that others will take the job
     */
    record Running(
            @Nullable ProcessId worker, Instant since, boolean isLaunched, boolean isCancelRequested, boolean isStale)
            implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "running",
                            "Worker %s has held it since %s%s%s."
                                    .formatted(
                                            worker,
                                            since,
                                            isCancelRequested ? "; its cancel is requested" : "",
                                            isStale ? "; the worker is stale, another one will take the job" : ""))
                    .with("worker", worker)
                    .with("since", since)
                    .with("launched", isLaunched)
                    .with("cancelRequested", isCancelRequested)
                    .with("stale", isStale);
        }
    }

    /** The application drives it itself; no worker ever runs it. */
    record Held() implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                    "held",
                    "It is HELD: the application drives it itself by poll and casState, and no worker runs it.");
        }
    }

    /** It waits for other jobs, and does not stand in a line: see {@link BehindInLine}. */
    record Blocked() implements WhyNot {
        @Override
        public Description describe() {
            return new Description("blocked", "It waits for other jobs.");
        }
    }

    /**
     * It waits for its time.
     *
     * @param until when it is due; if that is past, a worker makes it available at its next look
     * @param failures failed attempts so far
     * @param isRetry whether it failed and is tried again then
     * @param isDue whether that time is past
     */
    record WaitsForTime(Instant until, int failures, boolean isRetry, boolean isDue) implements WhyNot {
        @Override
        public Description describe() {
            String what = isRetry ? "Attempt %d failed; the next one is".formatted(failures) : "It is";
            return new Description(
                            isRetry ? "retry-at" : "waits-until",
                            isDue
                                    ? "%s due since %s: a worker makes it available at its next look."
                                            .formatted(what, until)
                                    : "%s due at %s.".formatted(what, until))
                    .with("until", until)
                    .with("failures", failures)
                    .with("due", isDue);
        }
    }

    /**
     * It was set aside, its payload untouched.
     *
     * @param why the reason that was given
     */
    record Parked(@Nullable String why) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "parked",
                            "It is PARKED, its payload untouched: it is tried again by code that can read it, or by retry.")
                    .with("why", why);
        }
    }

    /**
     * Operators paused its topic.
     *
     * @param by who did
     * @param since when
     */
    record TopicPaused(String by, Instant since) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "topic-paused", "Its topic has been paused by %s since %s; resume it.".formatted(by, since))
                    .with("by", by)
                    .with("since", since);
        }
    }

    /**
     * Workers serve its topic, but each of them is paused by itself.
     *
     * @param workers how many
     */
    record WorkersPaused(int workers) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "workers-paused",
                            "Each of the %d workers that serve its topic is paused; resume the topic."
                                    .formatted(workers))
                    .with("workers", workers);
        }
    }

    /**
     * No worker alive serves its topic.
     *
     * @param stale workers that serve it and give no sign of life
     */
    record NoWorker(int stale) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "no-worker",
                            "No worker that is alive serves its topic%s: start a process that has a handler for it."
                                    .formatted(stale == 0 ? "" : " (%d are stale)".formatted(stale)))
                    .with("stale", stale);
        }
    }

    /**
     * Workers serve its topic, but none handles its type: whoever claims it parks it.
     *
     * @param type the type
     */
    record NoHandler(String type) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "no-handler",
                            "No worker that runs its topic has a handler for type '%s': start or resume one that has."
                                    .formatted(type))
                    .with("type", type);
        }
    }

    /**
     * All slots of its topic are taken.
     *
     * @param running jobs that they hold
     * @param concurrency how many handlers may run at once, over all workers alive that are not paused
     */
    record SlotsBusy(int running, int concurrency) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "slots-busy",
                            "All %d slots of its topic's workers are taken, by %d jobs."
                                    .formatted(concurrency, running))
                    .with("running", running)
                    .with("concurrency", concurrency);
        }
    }

    /**
     * Others stand before it.
     *
     * @param jobs how many
     * @param isMore whether there are more than were counted
     */
    record Behind(long jobs, boolean isMore) implements WhyNot {
        @Override
        public Description describe() {
            return new Description(
                            "behind",
                            "%s%d jobs of its topic stand before it, by priority and time."
                                    .formatted(isMore ? "More than " : "", jobs))
                    .with("jobs", jobs)
                    .with("more", isMore);
        }
    }

    /** Nothing known keeps it: a worker takes it at its next look. */
    record Next() implements WhyNot {
        @Override
        public Description describe() {
            return new Description("next", "Nothing known keeps it: a worker takes it at its next look.");
        }
    }

    /**
     * What there is to say of a reason.
     *
     * @param code its name in JSON
     * @param text a sentence for people
     * @param details more about it, by name
     */
    record Description(String code, String text, Map<String, Object> details) {

        Description(String code, String text) {
            this(code, text, Map.of());
        }

        /** With one more detail; what is null is left out. */
        Description with(String name, @Nullable Object value) {
            if (value == null) {
                return this;
            }
            Map<String, Object> more = new LinkedHashMap<>(details);
            more.put(name, value instanceof Number || value instanceof Boolean ? value : value.toString());
            return new Description(code, text, more);
        }
    }
}
