package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Fire;
import dev.jobq.recurring.Timetable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Schedules of several processes and in transactions of the application. */
abstract class SharedScheduleContract extends ScheduleFixture {

    @Test
    void nodesSideBySideFireEachTimeOnce() throws Exception {
        put(plan("hourly", HOURLY));
        put(plan("daily", DAILY));
        AtomicInteger fired = new AtomicInteger();
        List<JobStore> nodes = List.of(store, open(), open());
        for (int hour = 0; hour < 8; hour++) {
            clock.advance(Duration.ofHours(1));
            Threads.together(6, number -> {
                ScheduleStore node = nodes.get(number % nodes.size()).schedules();
                for (StoredSchedule due : node.due(10).schedules()) {
                    List<Fire> fires = fire(node, due);
                    if (fires != null) {
                        fired.addAndGet(fires.size());
                    }
                }
            });
        }
        assertThat(fired).hasValue(9);
        assertThat(schedules().history("hourly", 100)).hasSize(8);
        assertThat(schedules().history("daily", 100)).hasSize(1);
        assertThat(listed(all())).hasSize(9);
        assertDepthsAreExact();
    }

    @Test
    void anotherApplicationsSchedulesAreNotReportedAsGone() {
        declare(plan("a", HOURLY));
        StoreSettings other = new StoreSettings(
                fixture().system(),
                StoreSettings.SchemaMode.CREATE,
                new dev.jobq.Enqueuer(SELF.process(), "billing", null, null, null),
                codec(),
                clock);
        ScheduleStore others = open(other).schedules();
        assertThat(others.declare(List.of(plan("theirs", HOURLY)), Timetable::firstAfter)
                        .undeclared())
                .isEmpty();
        assertThat(others.declare(List.of(plan("a", HOURLY)), Timetable::firstAfter)
                        .taken())
                .containsExactly("a");
    }

    @Test
    void inATransactionOfTheApplicationChangesComeWithItsCommit() throws Exception {
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        AtomicInteger told = new AtomicInteger();
        inside.schedules().onChange(told::incrementAndGet);
        transactions.rollback(() -> {
            inside.schedules().put(plan("a", HOURLY), Timetable::firstAfter);
            assertThat(inside.schedules().get("a")).isPresent();
            return true;
        });
        assertThat(schedules().list()).isEmpty();
        assertThat(told).hasValue(0);
        Fire fire = transactions.commit(() -> {
            inside.schedules().put(plan("a", HOURLY), Timetable::firstAfter);
            assertThat(told).hasValue(0);
            return inside.schedules().runNow("a").orElseThrow();
        });
        assertThat(told).hasValue(1);
        assertThat(job(fire.job()).fire()).isEqualTo(fire);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(fire.job());
    }

    @Test
    void whatOneProcessMadeIsSeenByAnother() {
        StoredSchedule put = put(plan("nightly", DAILY));
        assertThat(open().schedules().list()).containsExactly(put);
    }
}
