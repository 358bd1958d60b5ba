package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for a job, in whatever process, sees its end before it is deleted. */
class PurgerTests {

    private static final String TOPIC = "brief";

    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final MovableClock clock = new MovableClock();

    @ParameterizedTest
    @EnumSource
    void whatIsKeptForNoTimeStaysUntilItWasSeen(Database database) {
        assertStaysUntilSeen(database, new TopicSettings.Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO, false));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOneTooManyStaysUntilItWasSeen(Database database) {
        assertStaysUntilSeen(database, new TopicSettings.Retention(FOR_EVER, FOR_EVER, FOR_EVER, false, 0L));
    }

    private void assertStaysUntilSeen(Database database, TopicSettings.Retention retention) {
        try (JobStore store = database.open(clock)) {
            List<JobId> ended = endOneOfEach(store);
            Purger purger = new Purger(store.upkeep(), List.of(topic(retention)));
            purger.run();
            clock.advance(Duration.ofSeconds(2));
            purger.run();
            assertThat(ended).allMatch(id -> store.reader().get(id).isPresent());
            clock.advance(Duration.ofSeconds(2));
            purger.run();
            assertThat(ended).allMatch(id -> store.reader().get(id).isEmpty());
        }
    }

    private static TopicSettings topic(TopicSettings.Retention retention) {
        TopicSettings settings = EngineFixture.topic(TOPIC, 1).build();
        return new TopicSettings(
                TOPIC, settings.concurrency(), settings.prefetch(), settings.retries(), settings.timeout(), retention);
    }

    /** One that was completed, one discarded, one cancelled. */
    private static List<JobId> endOneOfEach(JobStore store) {
        store.topics().register(List.of(TOPIC));
        long node = store.nodes().register(EngineHarness.workerId(), List.of(TOPIC), Duration.ofMinutes(5));
        store.intake()
                .insert(Stream.generate(() -> EngineHarness.draft(TOPIC, "default", 1))
                        .limit(3)
                        .toList());
        List<Move> moves = List.of(Move.completed(null), Move.discard("no", null), Move.cancel("no"));
        List<ClaimedJob> claimed = trade(store, node, List.of(), new Wanted(TOPIC, 3));
        List<EndedAttempt> ends = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            ClaimedJob job = claimed.get(i);
            EndedAttempt.Report report =
                    new EndedAttempt.Report(job.claimedAt(), Duration.ofMillis(5), 2_000_000, 4096, null);
            ends.add(new EndedAttempt(job.job(), job.attempt(), moves.get(i), report));
        }
        trade(store, node, ends, null);
        List<JobId> ids = claimed.stream().map(job -> job.job().id()).toList();
        assertThat(ids.stream().map(id -> store.reader().get(id).orElseThrow().status()))
                .containsExactly(JobStatus.COMPLETED, JobStatus.DISCARDED, JobStatus.CANCELLED);
        return ids;
    }

    private static List<ClaimedJob> trade(
            JobStore store, long node, List<EndedAttempt> ended, @Nullable Wanted wanted) {
        return store.exchange()
                .trade(node, ended, wanted == null ? List.of() : List.of(wanted))
                .claimed();
    }
}
