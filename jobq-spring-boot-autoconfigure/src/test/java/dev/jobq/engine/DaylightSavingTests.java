package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobStatus;
import dev.jobq.Schedule.Rules;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.MovableClock;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.StoreFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three workers on one database, while the clocks of five zones are put forward and back. */
@Timeout(180)
class DaylightSavingTests {

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Duration AROUND = Duration.ofHours(3);

    private static final EngineSettings.Timing TIMING = new EngineSettings.Timing(
            Duration.ofMillis(5), Duration.ofDays(10_000), Duration.ofSeconds(5), Duration.ofSeconds(20));

    /** A change of the clocks, a local time that it skips or doubles, and the one moment at which that fires. */
    private record Change(Instant at, String zone, LocalTime local, Instant fires) {
        static Change of(String at, String zone, String local, String fires) {
            return new Change(Instant.parse(at), zone, LocalTime.parse(local), Instant.parse(fires));
        }
    }

    /** One after the other, for the clock only goes on. */
    private static final List<Change> CHANGES = List.of(
            Change.of("2027-03-14T07:00:00Z", "America/New_York", "02:30", "2027-03-14T07:00:00Z"),
            Change.of("2027-03-28T01:00:00Z", "Europe/Berlin", "02:30", "2027-03-28T01:00:00Z"),
            Change.of("2027-04-03T15:00:00Z", "Australia/Lord_Howe", "01:45", "2027-04-03T14:45:00Z"),
            Change.of("2027-04-04T03:00:00Z", "America/Santiago", "23:30", "2027-04-04T02:30:00Z"),
            Change.of("2027-09-05T04:00:00Z", "America/Santiago", "00:30", "2027-09-05T04:00:00Z"),
            Change.of("2027-10-02T15:30:00Z", "Australia/Lord_Howe", "02:15", "2027-10-02T15:30:00Z"),
            Change.of("2027-10-31T01:00:00Z", "Europe/Berlin", "02:30", "2027-10-31T00:30:00Z"),
            Change.of("2027-11-07T06:00:00Z", "America/New_York", "01:30", "2027-11-07T05:30:00Z"),
            Change.of("2028-04-01T14:00:00Z", "Pacific/Chatham", "03:00", "2028-04-01T13:15:00Z"),
            Change.of("2028-09-23T14:00:00Z", "Pacific/Chatham", "03:15", "2028-09-23T14:00:00Z"));

    static class Reports {
        final ConcurrentLinkedQueue<Fire> fires = new ConcurrentLinkedQueue<>();
        final AtomicInteger runs = new AtomicInteger();

        @JobHandler(topic = "reports")
        void report(JobContext job) {
            fires.add(job.fire().orElseThrow());
            runs.incrementAndGet();
        }
    }

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final Reports reports = new Reports();
    private final List<EngineHarness> nodes = new ArrayList<>();

    @AfterEach
    void stopAll() {
        nodes.forEach(EngineHarness::close);
    }

    @ParameterizedTest
    @EnumSource
    void eachFireTimeFiresExactlyOnce(Database database) {
        StoreFixture place = database.place(folder).fixture();
        for (int i = 0; i < 3; i++) {
            JobStore store = place.open(EngineHarness.settings(place.system(), clock), CallerTransaction.NONE);
            nodes.add(EngineHarness.start(
                    store,
                    TIMING,
                    List.of(EngineFixture.topic("reports", 4).keepCompleted(Duration.ofDays(3000))),
                    reports));
        }
        nodes.forEach(EngineHarness::awaitRegistered);
        Map<String, List<Instant>> expected = new TreeMap<>();
        for (Change change : CHANGES) {
            moveTo(change.at.minus(AROUND).minus(STEP));
            String daily = change.zone + " daily " + change.at;
            String hourly = change.zone + " hourly " + change.at;
            put(daily, "0 %d %d * * *".formatted(change.local.getMinute(), change.local.getHour()), change.zone);
            put(hourly, "0 0 * * * *", change.zone);
            expected.put(daily, List.of(change.fires));
            expected.put(hourly, fullHours(change));
            while (clock.instant().isBefore(change.at.plus(AROUND))) {
                clock.advance(STEP);
                awaitNothingDue();
            }
            schedules().remove(daily);
            schedules().remove(hourly);
        }
        int jobs = expected.values().stream().mapToInt(List::size).sum();
        nodes.get(0).awaitDepth("reports", JobStatus.COMPLETED, jobs);
        assertThat(reports.runs).hasValue(jobs);
        Map<String, List<Instant>> fired = new TreeMap<>();
        reports.fires.forEach(fire -> fired.computeIfAbsent(fire.schedule(), name -> new ArrayList<>())
                .add(fire.at()));
        fired.values().forEach(times -> times.sort(null));
        assertThat(fired).isEqualTo(expected);
        assertThat(reports.fires).allSatisfy(fire -> assertThat(fire.firedAt()).isAfterOrEqualTo(fire.at()));
    }

    /** Minute by minute, as clocks on the wall show them. */
    private static List<Instant> fullHours(Change change) {
        List<Instant> times = new ArrayList<>();
        for (Instant time = change.at.minus(AROUND).minus(STEP).plusSeconds(60);
                !time.isAfter(change.at.plus(AROUND));
                time = time.plusSeconds(60)) {
            if (time.atZone(ZoneId.of(change.zone)).getMinute() == 0) {
                times.add(time);
            }
        }
        return times;
    }

    private void put(String name, String cron, String zone) {
        schedules()
                .put(
                        new SchedulePlan(
                                name,
                                Cadence.cron(cron, ZoneId.of(zone)),
                                Rules.DEFAULT,
                                EngineHarness.draft("reports", "default", null)),
                        Timetable::firstAfter);
    }

    private void awaitNothingDue() {
        await().atMost(EngineHarness.SOON)
                .pollInterval(Duration.ofMillis(3))
                .until(() -> schedules().due(1).schedules().isEmpty());
    }

    private void moveTo(Instant time) {
        assertThat(time).isAfter(clock.instant());
        clock.advance(Duration.between(clock.instant(), time));
    }

    private dev.jobq.store.ScheduleStore schedules() {
        return nodes.get(0).store.schedules();
    }
}
