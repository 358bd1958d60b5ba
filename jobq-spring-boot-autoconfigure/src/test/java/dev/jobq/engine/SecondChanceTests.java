package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an older version of the application parks, however long it runs beside this one. */
class SecondChanceTests {

    static class Handlers {
        @JobHandler(topic = "typed", type = "Point")
        void run(String payload) {}
    }

    private final JobStore store = EngineHarness.memory();
    private final AtomicLong nanos = new AtomicLong();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final HandlerRegistry handlers = HandlerRegistry.of(List.of(new Handlers()), EngineHarness.CODEC);
    private final long older;
    private final SecondChance chance;

    SecondChanceTests() {
        store.topics().register(List.of("typed"));
        older = store.nodes().register(EngineHarness.workerId(), List.of("typed"), Duration.ofDays(1));
        TopicSettings topic = EngineFixture.topic("typed", 1).build();
        Quarantine quarantine = new Quarantine(name -> null);
        Lane lane = new Lane(
                new Terms(topic, handlers.types("typed"), quarantine::isCleared),
                new JobRunner(
                        topic,
                        handlers,
                        new ResultWriter(EngineHarness.CODEC, 1_000),
                        store.exchange(),
                        new Timeouts(),
                        new HandlerCalls(HandlerTransactions.NONE)),
                threads,
                finished -> {},
                () -> {});
        chance = new SecondChance(
                store.upkeep(), new Lanes(Map.of("typed", lane), quarantine, () -> true), handlers, nanos::get);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
    }

    @Test
    void whatCouldNotBeReadIsTriedAgainHoweverOftenAnOlderVersionParksIt() {
        JobId job = insert("Point");
        parkAs("unreadable");
        for (int round = 0; round < 12; round++) {
            chance.run();
            assertThat(status(job)).as("round %d", round).isEqualTo(JobStatus.AVAILABLE);

            parkAs("unreadable");
            // Nor is it tried so often that those who cannot read it do nothing else.
            pass(Duration.ofSeconds(599));
            chance.run();
            assertThat(status(job)).as("soon after round %d", round).isEqualTo(JobStatus.PARKED);
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatHadNoHandlerIsTriedSooner() {
        JobId job = insert("Point");
        for (int round = 0; round < 3; round++) {
            parkAs("unknown");
            pass(Duration.ofSeconds(30));
            chance.run();
            assertThat(status(job)).isEqualTo(JobStatus.AVAILABLE);
        }
    }

    @Test
    void whatHasNoHandlerHereStaysParked() {
        JobId job = insert("Circle");
        parkAs("unreadable");
        chance.run();
        assertThat(status(job)).isEqualTo(JobStatus.PARKED);
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private JobStatus status(JobId job) {
        return store.reader().get(job).orElseThrow().status();
    }

    private JobId insert(String type) {
        return store.intake()
                .insert(List.of(EngineHarness.draft("typed", type, "x")))
                .get(0);
    }

    private void parkAs(String what) {
        for (ClaimedJob job : store.exchange()
                .trade(older, List.of(), List.of(new Wanted("typed", 10)))
                .claimed()) {
            Move move = what.equals("unknown")
                    ? Move.unknownType("typed", job.job().type())
                    : Move.unreadable("the older version cannot");
            EndedAttempt.Report report = new EndedAttempt.Report(job.claimedAt(), Duration.ZERO, -1, -1, null);
            EndedAttempt ended = new EndedAttempt(job.job(), job.attempt(), move, report);
            assertThat(store.exchange().trade(older, List.of(ended), List.of()).lost())
                    .isEmpty();
        }
    }
}
