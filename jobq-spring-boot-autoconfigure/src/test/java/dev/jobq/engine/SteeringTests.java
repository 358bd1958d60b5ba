package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Topics;
import dev.jobq.store.JobStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers do what operators say. They poll once a minute only: what happens sooner was not found by that. */
@Timeout(120)
class SteeringTests {

    private final Letters letters = new Letters();

    private final Letters.Handlers handlers = letters.handlers;

    @ParameterizedTest
    @EnumSource
    void aPausedTopicStartsNothingUntilItIsResumed(Database database) {
        try (EngineHarness harness = letters.start(database.open())) {
            harness.awaitRegistered();
            Topics topics = Letters.topics(harness.store);
            assertThat(topics.pause("letters")).isTrue();

            // By hand-over, one by one, and by claims, many at once.
            Letters.enqueueOne(harness);
            Letters.enqueue(harness, 20);
            Letters.otherJobsRun(harness);
            assertThat(handlers.gauge.total()).isZero();
            assertThat(harness.depth("letters", JobStatus.AVAILABLE)).isEqualTo(21);
            assertThat(harness.engine.load().get("letters").isPaused()).isTrue();

            assertThat(topics.resume("letters")).isTrue();
            handlers.end.release(21);
            harness.awaitDepth("letters", JobStatus.COMPLETED, 21);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPauseLetsWhatRunsGoOn(Database database) {
        try (EngineHarness harness = letters.start(database.open())) {
            harness.awaitRegistered();
            JobId id = Letters.enqueueOne(harness);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 1);
            Letters.topics(harness.store).pause("letters");
            handlers.end.release(1);
            harness.awaitStatus(id, JobStatus.COMPLETED);
            assertThat(harness.job(id).attempt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPauseSurvivesARestart(Database database) {
        JobStore store = database.open();
        store.topics().register(List.of("letters"));
        Letters.topics(store).pause("letters");
        EngineHarness harness = letters.start(store);
        try {
            Letters.enqueue(harness, 5);
            harness.awaitRegistered();
            Letters.otherJobsRun(harness);
            harness.engine.stop();
            harness.engine.start();
            harness.awaitRegistered();
            Letters.otherJobsRun(harness);
            assertThat(handlers.gauge.total()).isZero();
            Letters.topics(store).resume("letters");
            handlers.end.release(5);
            harness.awaitDepth("letters", JobStatus.COMPLETED, 5);
        } finally {
            harness.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workersOfOtherProcessesFollowSoon(Database database, @TempDir Path folder) {
        Database.Place place = database.place(folder);
        try (JobStore elsewhere = place.open();
                EngineHarness harness = letters.start(place.open())) {
            harness.awaitRegistered();
            Topics topics = Letters.topics(elsewhere);
            topics.pause("letters");
            await().atMost(EngineHarness.SOON).until(() -> Letters.load(harness).isPaused());
            Letters.enqueue(harness, 3);
            topics.concurrency("letters", 2);
            topics.resume("letters");
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 2);
            assertThat(Letters.load(harness).concurrency()).isEqualTo(2);
            assertThat(Letters.load(harness).configured()).isEqualTo(4);
            handlers.end.release(3);
            harness.awaitDepth("letters", JobStatus.COMPLETED, 3);
            assertThat(handlers.gauge.most()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void concurrencyIsRaisedAndLoweredWhileItRuns(Database database) {
        try (EngineHarness harness = letters.start(database.open())) {
            harness.awaitRegistered();
            Topics topics = Letters.topics(harness.store);
            topics.concurrency("letters", 1);
            Letters.enqueue(harness, 30);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 1);
            topics.concurrency("letters", 8);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 8);

            // With fewer than run, as many end first.
            topics.concurrency("letters", 3);
            handlers.end.release(5);
            harness.awaitDepth("letters", JobStatus.COMPLETED, 5);
            Letters.otherJobsRun(harness);
            assertThat(handlers.gauge.total()).isEqualTo(8);
            handlers.end.release(1);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 9);

            assertThat(topics.resetConcurrency("letters")).isTrue();
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 10);
            handlers.end.release(24);
            harness.awaitDepth("letters", JobStatus.COMPLETED, 30);
            assertThat(handlers.gauge.most()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWorkerIsSteeredByItself(Database database, @TempDir Path folder) {
        Database.Place place = database.place(folder);
        try (EngineHarness one = letters.start(place.open());
                EngineHarness other = letters.start(place.open())) {
            one.awaitRegistered();
            other.awaitRegistered();
            Topics topics = Letters.topics(one.store);
            topics.on(other.engine.worker()).pause("letters");
            topics.on(one.engine.worker()).concurrency("letters", 2);
            await().atMost(EngineHarness.SOON).until(() -> Letters.load(other).isPaused());
            Letters.enqueue(one, 10);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 2);
            assertThat(Letters.load(one).runningInAll()).isEqualTo(2);
            assertThat(Letters.load(other).runningInAll()).isZero();

            topics.resume("letters");
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 6);
            assertThat(Letters.load(other).runningInAll()).isEqualTo(4);
            handlers.end.release(10);
            one.awaitDepth("letters", JobStatus.COMPLETED, 10);
        }
    }
}
