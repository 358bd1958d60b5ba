package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Misfire;
import dev.jobq.RecurringJob;
import dev.jobq.Schedule.Rules;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.StoreFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schedules that workers fire. */
@Timeout(120)
class RecurringTests {

    /** Whatever the clock does, nobody is dead. */
    private static final EngineSettings.Timing TIMING = new EngineSettings.Timing(
            Duration.ofMillis(10), Duration.ofDays(10_000), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private static final SchedulePlan HOURLY = plan("hourly", Cadence.every(Duration.ofHours(1)), Rules.DEFAULT);

    static class Reports {
        final BlockingQueue<Fire> fires = new LinkedBlockingQueue<>();

        @JobHandler(topic = "reports")
        void report(JobContext job) {
            fires.add(job.fire().orElseThrow());
        }
    }

    static class Nightly extends Reports {
        @RecurringJob(name = "tidy", every = "1s")
        void tidy(JobContext job) {
            fires.add(job.fire().orElseThrow());
        }

        @RecurringJob(name = "figures", cron = "0 0 3 * * *", payload = "{\"name\":\"sales\"}")
        @JobHandler(topic = "reports", type = "figures", priority = 4)
        String figures(Figures figures) {
            return figures.name();
        }

        record Figures(String name) {}
    }

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final List<EngineHarness> nodes = new ArrayList<>();
    private final Reports reports = new Reports();

    @AfterEach
    void stopAll() {
        nodes.forEach(EngineHarness::close);
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerIsToldWhichScheduleFiredAndForWhen(Database database) throws Exception {
        JobStore store = start(database, reports).store;
        Instant made = clock.instant();
        store.schedules().put(HOURLY, Timetable::firstAfter);
        clock.advance(Duration.ofMinutes(59));
        assertThat(reports.fires.poll(100, TimeUnit.MILLISECONDS)).isNull();
        clock.advance(Duration.ofMinutes(1));

        Fire fire = reports.fires.poll(20, TimeUnit.SECONDS);
        assertThat(fire.schedule()).isEqualTo("hourly");
        assertThat(fire.at()).isEqualTo(made.plus(Duration.ofHours(1)));
        Job job = nodes.get(0).awaitStatus(fire.job(), JobStatus.COMPLETED);
        assertThat(job.fire()).isEqualTo(fire);
        assertThat(store.schedules().get("hourly").orElseThrow().state().nextFireAt())
                .isEqualTo(made.plus(Duration.ofHours(2)));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasMissedIsTreatedByItsPolicy(Database database) {
        StoreFixture place = database.place(folder).fixture();
        Instant made = clock.instant();
        try (JobStore store = open(place)) {
            for (Misfire misfire : Misfire.values()) {
                Rules rules = new Rules(misfire, 3, true);
                store.schedules().put(plan(misfire.name(), HOURLY.cadence(), rules), Timetable::firstAfter);
            }
        }
        clock.advance(Duration.ofMinutes(5 * 60 + 30));
        JobStore store = start(open(place), reports).store;

        await().atMost(EngineHarness.SOON)
                .untilAsserted(
                        () -> assertThat(store.schedules().due(10).schedules()).isEmpty());
        assertThat(fireTimes(store, "SKIP")).isEmpty();
        assertThat(fireTimes(store, "FIRE_ONCE")).containsExactly(made.plus(Duration.ofHours(5)));
        assertThat(fireTimes(store, "CATCH_UP"))
                .containsExactly(
                        made.plus(Duration.ofHours(3)), made.plus(Duration.ofHours(4)), made.plus(Duration.ofHours(5)));
        assertThat(store.schedules().list())
                .allSatisfy(schedule ->
                        assertThat(schedule.state().nextFireAt()).isEqualTo(made.plus(Duration.ofHours(6))));
    }

    @ParameterizedTest
    @EnumSource
    void whatCodeDeclaresIsMadeAtTheStartAndFires(Database database) throws Exception {
        Nightly nightly = new Nightly();
        EngineHarness node = start(database, nightly);
        await().atMost(EngineHarness.SOON)
                .until(() -> node.store.schedules().list().size() == 2);
        SchedulePlan figures =
                node.store.schedules().get("figures").orElseThrow().plan();
        assertThat(figures.job().topic()).isEqualTo("reports");
        assertThat(figures.job().type()).isEqualTo("figures");
        assertThat(figures.job().priority()).isEqualTo(4);
        assertThat(figures.cadence().zone()).isEqualTo("Z");
        clock.advance(Duration.ofSeconds(1));
        assertThat(nightly.fires.poll(20, TimeUnit.SECONDS).schedule()).isEqualTo("tidy");
        JobId job = node.store.schedules().runNow("figures").orElseThrow().job();
        assertThat(node.awaitStatus(job, JobStatus.COMPLETED).result().as(String.class))
                .isEqualTo("sales");
    }

    @ParameterizedTest
    @EnumSource
    void whatCodeDeclaresNoMoreGoesOnAndIsReported(Database database) {
        StoreFixture place = database.place(folder).fixture();
        try (EngineHarness first = EngineHarness.start(open(place), TIMING, topics(), new Nightly())) {
            await().atMost(EngineHarness.SOON)
                    .until(() -> first.store.schedules().list().size() == 2);
        }
        JobStore store = start(open(place), reports).store;
        await().atMost(EngineHarness.SOON)
                .untilAsserted(() -> assertThat(store.schedules().list())
                        .hasSize(2)
                        .noneMatch(schedule -> schedule.origin().isDeclared()));
        assertThat(store.schedules().get("tidy").orElseThrow().state().nextFireAt())
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void aScheduleMadeOnThisNodeNeedsNoPoll(Database database) throws Exception {
        // In real time, with a poll only once a minute.
        EngineHarness node = EngineHarness.start(database, EngineFixture.topic("reports", 1), reports);
        nodes.add(node);
        node.awaitRegistered();
        await().during(Duration.ofMillis(100)).until(() -> true);
        node.store
                .schedules()
                .put(plan("often", Cadence.every(Duration.ofSeconds(1)), Rules.DEFAULT), Timetable::firstAfter);
        Fire first = reports.fires.poll(20, TimeUnit.SECONDS);
        Fire second = reports.fires.poll(20, TimeUnit.SECONDS);
        assertThat(second.at()).isEqualTo(first.at().plusSeconds(1));
        assertThat(first.firedAt()).isAfterOrEqualTo(first.at());
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCannotBeFiredHoldsUpNoOther(Database database) throws Exception {
        EngineHarness node = start(database, reports);
        // As a newer version, or a machine with other time zones, may have written it.
        Cadence unknown = new Cadence("0 0 * * * *", "Mars/Olympus", null);
        node.store
                .schedules()
                .put(plan("a", unknown, Rules.DEFAULT), (cadence, anchor, moment) -> moment.plusSeconds(1));
        node.store.schedules().put(HOURLY, Timetable::firstAfter);
        clock.advance(Duration.ofHours(1));
        assertThat(reports.fires.poll(20, TimeUnit.SECONDS).schedule()).isEqualTo("hourly");
        clock.advance(Duration.ofHours(1));
        assertThat(reports.fires.poll(20, TimeUnit.SECONDS).schedule()).isEqualTo("hourly");
    }

    private EngineHarness start(Database database, Object handlers) {
        return start(database.open(clock), handlers);
    }

    private EngineHarness start(JobStore store, Object handlers) {
        EngineHarness node = EngineHarness.start(store, TIMING, topics(), handlers);
        nodes.add(node);
        node.awaitRegistered();
        return node;
    }

    private static List<EngineFixture.Topic> topics() {
        return List.of(
                EngineFixture.topic("reports", 4).keepCompleted(Duration.ofDays(1000)),
                EngineFixture.topic(RecurringJob.TOPIC, 4).keepCompleted(Duration.ofDays(1000)));
    }

    private JobStore open(StoreFixture place) {
        return place.open(EngineHarness.settings(place.system(), clock), CallerTransaction.NONE);
    }

    private static List<Instant> fireTimes(JobStore store, String name) {
        return store.schedules().history(name, 100).stream()
                .map(Fire::at)
                .sorted()
                .toList();
    }

    private static SchedulePlan plan(String name, Cadence cadence, Rules rules) {
        JobDraft job = EngineHarness.draft("reports", "default", null);
        return new SchedulePlan(name, cadence, rules, job);
    }
}
