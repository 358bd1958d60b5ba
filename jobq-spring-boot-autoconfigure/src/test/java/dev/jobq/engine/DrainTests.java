package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobStatus;
import dev.jobq.Topics;
import dev.jobq.Utilisation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a topic has come to rest, and how busy it is. */
@Timeout(120)
class DrainTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Letters letters = new Letters();

    private final Letters.Handlers handlers = letters.handlers;

    @ParameterizedTest
    @EnumSource
    void aDrainIsOverWhenTheLastJobAnywhereHasEnded(Database database, @TempDir Path folder) throws Exception {
        Database.Place place = database.place(folder);
        try (EngineHarness one = letters.start(place.open());
                EngineHarness other = letters.start(place.open())) {
            one.awaitRegistered();
            other.awaitRegistered();
            Letters.enqueue(one, 40);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 8);

            Topics topics = Letters.topics(one.store);
            CompletableFuture<Void> drained = topics.drain("letters", LONG);
            await().atMost(EngineHarness.SOON)
                    .until(() ->
                            Letters.load(one).isPaused() && Letters.load(other).isPaused());
            handlers.end.release(7);
            one.awaitDepth("letters", JobStatus.COMPLETED, 7);
            assertThat(drained).isNotDone();
            assertThat(topics.get("letters").orElseThrow().pause().isDrained()).isFalse();

            handlers.end.release(1);
            drained.get(20, TimeUnit.SECONDS);
            assertThat(handlers.gauge.total()).isEqualTo(8);
            assertThat(topics.get("letters").orElseThrow().pause().isDrained()).isTrue();
            assertThat(one.depth("letters", JobStatus.AVAILABLE)).isEqualTo(32);
        }
    }

    @Test
    void aDrainThatTakesTooLongFailsAndStaysPausedAndAResumeEndsIt() {
        try (EngineHarness harness = letters.start(Database.SQLITE.open())) {
            harness.awaitRegistered();
            Letters.enqueueOne(harness);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 1);
            Topics topics = Letters.topics(harness.store);
            assertThatThrownBy(
                            () -> topics.drain("letters", Duration.ofMillis(1)).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("letters");
            assertThat(Letters.load(harness).isPaused()).isTrue();

            CompletableFuture<Void> drained = topics.drain("letters", LONG);
            topics.resume("letters");
            assertThatThrownBy(() -> drained.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("resumed");
            handlers.end.release(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void utilisationCountsSlotsAndTypesOfAllWorkers(Database database, @TempDir Path folder) {
        Database.Place place = database.place(folder);
        try (EngineHarness one = letters.start(place.open());
                EngineHarness other = letters.start(place.open())) {
            one.awaitRegistered();
            other.awaitRegistered();
            Letters.enqueue(one, 3);
            await().atMost(EngineHarness.SOON).until(() -> handlers.gauge.total() == 3);

            Utilisation use = Letters.topics(one.store).utilisation("letters");
            assertThat(use).isEqualTo(new Utilisation(3, 8, Map.of("letter", 3)));
            assertThat(use.share()).isEqualTo(3.0 / 8);
            assertThat(use.share("letter")).isEqualTo(3.0 / 8);
            assertThat(use.share("none")).isZero();
            handlers.end.release(3);
            one.awaitDepth("letters", JobStatus.COMPLETED, 3);
        }
    }
}
