package dev.jobq;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it was at one moment.
 *
 * @param name its name, of which there is one in a store
 * @param cadence when it fires
 * @param rules what becomes of fire times that are missed, or that come too soon
 * @param job what each fire enqueues
 * @param origin where it comes from
 * @param state how it stands
 */
public record Schedule(String name, Cadence cadence, Rules rules, Template job, Origin origin, State state) {

    /**
     * What becomes of fire times that are missed, or that come too soon.
     *
     * @param misfire what becomes of missed ones
     * @param catchUp how many are made up for, from 1 to 1,000; means something with {@link Misfire#CATCH_UP} only
     * @param allowsOverlap whether it fires while the job of its last fire has not ended; if not, such a fire time is left out
     */
    public record Rules(Misfire misfire, int catchUp, boolean allowsOverlap) {

        /** Fire once for all that were missed, and let jobs overlap. */
        public static final Rules DEFAULT = new Rules(Misfire.FIRE_ONCE, 10, true);

        private static final int MOST = 1_000;

        public Rules {
            if (catchUp < 1 || catchUp > MOST) {
                throw new InvalidScheduleException("catchUp %d is out of range: 1 to %d".formatted(catchUp, MOST));
            }
        }
    }

    /**
     * The job that each fire enqueues.
     *
     * @param topic its topic
     * @param type its type
     * @param payload its payload
     * @param priority −9 to 9, higher first
     * @param maxAttempts how many failed attempts end it, if the schedule says; else null
     * @param timeout how long an attempt may run, if the schedule says; else null
     * @param place where it stands and runs, as far as the schedule says
     */
    public record Template(
            String topic,
            String type,
            JsonValue payload,
            int priority,
            @Nullable Integer maxAttempts,
            @Nullable Duration timeout,
            Place place) {}

    /**
     * Where the jobs of a schedule stand and run; null where it does not say.
     *
     * @param key whom or what they are about ({@link NewJob#key})
     * @param shards over how many lines their topic is spread ({@link NewJob#shards})
     * @param label which workers are to run them ({@link NewJob#on(String)})
     * @param patience how long they wait for one of these once their turn has come; null for as long as it takes
     */
    public record Place(
            @Nullable String key,
            @Nullable Integer shards,
            @Nullable String label,
            @Nullable Duration patience) {}

    /**
     * Where it comes from.
     *
     * @param isCode whether {@link RecurringJob} declares it; else {@link RecurringJobs#schedule} made it
     * @param application the application that declared or made it
     * @param isDeclared whether it still is in that application's code, as far as the last worker of it that started knows;
     *     true for those that were not made by code
     */
    public record Origin(boolean isCode, String application, boolean isDeclared) {}

    /**
     * How it stands.
     *
     * @param isPaused whether it fires at no time
     * @param lastFireAt the last fire time that enqueued something; null if there was none
     * @param nextFireAt the next fire time; null while it is paused, or if there is none
     * @param createdAt when it was first made, by the store's clock
     * @param changedAt when its definition last changed
     */
    public record State(
            boolean isPaused,
            @Nullable Instant lastFireAt,
            @Nullable Instant nextFireAt,
            Instant createdAt,
            Instant changedAt) {}
}
