package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.InvalidJobException;
import dev.jobq.InvalidScheduleException;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobqException;
import dev.jobq.Misfire;
import dev.jobq.NewJob;
import dev.jobq.NewSchedule;
import dev.jobq.QueueClosedException;
import dev.jobq.RecurringJobs;
import dev.jobq.Schedule;
import dev.jobq.ScheduleNotFoundException;
import dev.jobq.UnknownJobTypeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreRecurringJobsTests {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    record Report(String name) {}

    private final JobQueue queue = JobQueue.inMemory();
    private final RecurringJobs recurring = queue.recurring();
    private final NewJob job = NewJob.of("reports", new Report("sales"));

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aScheduleIsMadeLookedAtChangedAndRemoved() {
        Schedule made = recurring.schedule(
                NewSchedule.cron("nightly", "0 0 3 * * *", job.priority(2).maxAttempts(3))
                        .zone(ZoneId.of("Europe/Berlin"))
                        .catchUp(5)
                        .withoutOverlap());

        assertThat(made.name()).isEqualTo("nightly");
        assertThat(made.cadence()).isEqualTo(Cadence.cron("0 0 3 * * *", ZoneId.of("Europe/Berlin")));
        assertThat(made.rules()).isEqualTo(new Schedule.Rules(Misfire.CATCH_UP, 5, false));
        assertThat(made.job().topic()).isEqualTo("reports");
        assertThat(made.job().type()).isEqualTo("Report");
        assertThat(made.job().payload().as(Report.class)).isEqualTo(new Report("sales"));
        assertThat(made.job().priority()).isEqualTo(2);
        assertThat(made.job().maxAttempts()).isEqualTo(3);
        assertThat(made.origin().isCode()).isFalse();
        assertThat(recurring.get("nightly")).contains(made);
        Schedule changed = recurring.schedule(NewSchedule.every("nightly", Duration.ofHours(1), job));
        assertThat(recurring.list()).containsExactly(changed);
        assertThat(changed.state().createdAt()).isEqualTo(made.state().createdAt());
        assertThat(changed.rules().misfire()).isEqualTo(Misfire.FIRE_ONCE);
        assertThat(recurring.remove("nightly")).isTrue();
        assertThat(recurring.remove("nightly")).isFalse();
        assertThat(recurring.get("nightly")).isEmpty();
    }

    @Test
    void nextFireTimesAreThoseOfTheExpressionAndNoneWhilePaused() {
        recurring.schedule(NewSchedule.cron("weekly", "0 0 9 * * MON", job).misfire(Misfire.SKIP));

        List<Instant> next = recurring.nextFireTimes("weekly", 3);
        assertThat(next).hasSize(3);
        assertThat(next.get(0))
                .isEqualTo(recurring.get("weekly").orElseThrow().state().nextFireAt());
        assertThat(next.get(2)).isEqualTo(next.get(0).plus(Duration.ofDays(14)));
        assertThat(recurring.pause("weekly")).isTrue();
        assertThat(recurring.pause("weekly")).isFalse();
        assertThat(recurring.nextFireTimes("weekly", 3)).isEmpty();
        assertThat(recurring.get("weekly").orElseThrow().state().isPaused()).isTrue();
        assertThat(recurring.resume("weekly")).isTrue();
        assertThat(recurring.resume("weekly")).isFalse();
        assertThat(recurring.nextFireTimes("weekly", 3)).isEqualTo(next);
    }

    @Test
    void runNowEnqueuesAJobThatKnowsItsSchedule() {
        recurring.schedule(NewSchedule.cron("yearly", "0 0 0 1 1 *", job));

        JobId id = recurring.runNow("yearly");

        Fire fire = queue.get(id).orElseThrow().fire();
        assertThat(fire.schedule()).isEqualTo("yearly");
        assertThat(fire.isManual()).isTrue();
        assertThat(fire.at()).isAfter(LONG_AGO);
        assertThat(recurring.history("yearly", 10)).containsExactly(fire);
        assertThat(recurring.history("unknown", 10)).isEmpty();
    }

    @Test
    void whatTheJobAsksForBesidesIsShown() {
        Schedule.Template shown = recurring
                .schedule(NewSchedule.cron(
                        "a", "0 0 3 * * *", job.key("customer-42").on("gpu", Duration.ofSeconds(10))))
                .job();
        assertThat(shown.place()).isEqualTo(new Schedule.Place("customer-42", null, "gpu", Duration.ofSeconds(10)));
    }

    @Test
    void whatIsNotAllowedIsNamedAndNothingIsWritten() {
        assertRefused(() -> NewSchedule.cron("", "0 0 3 * * *", job), "schedule ''");
        assertRefused(() -> NewSchedule.every("a", Duration.ZERO, job), "every 'PT0S'");
        assertRefused(() -> NewSchedule.every("a", Duration.ofHours(1), job).zone(ZoneId.of("UTC")), "zone 'UTC'");
        assertRefused(() -> NewSchedule.cron("a", "0 0 3 * * *", job).catchUp(0), "catchUp 0");
        assertRefused(() -> recurring.schedule(NewSchedule.cron("a", "0 0 25 * * *", job)), "cron '0 0 25 * * *'");
        assertRefused(() -> recurring.schedule(NewSchedule.cron("a", "0 0 0 31 2 *", job)), "never fires");
        assertRefused(
                () -> recurring.schedule(NewSchedule.cron("a", "0 0 3 * * *", job.delay(Duration.ofHours(1)))),
                "The job of schedule 'a' says when it runs");
        assertRefused(() -> recurring.schedule(NewSchedule.cron("a", "0 0 3 * * *", job.runAt(LONG_AGO))), "'a'");
        assertRefused(
                () -> recurring.schedule(NewSchedule.cron("a", "0 0 3 * * *", job.uniqueKey("sales"))),
                "unique key 'sales'");
        assertRefused(() -> recurring.nextFireTimes("a", 0), "count 0");
        assertRefused(() -> recurring.history("a", 1001), "limit 1001");
        assertThatExceptionOfType(UnknownJobTypeException.class)
                .isThrownBy(
                        () -> recurring.schedule(NewSchedule.cron("a", "0 0 3 * * *", NewJob.of(new Report("sales")))));
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> recurring.schedule(
                        NewSchedule.cron("a", "0 0 3 * * *", NewJob.of("reports", "x".repeat(2_000_000)))));
        assertThat(recurring.list()).isEmpty();
    }

    @Test
    void anUnknownScheduleIsNamed() {
        assertUnknown(() -> recurring.pause("nightly"));
        assertUnknown(() -> recurring.resume("nightly"));
        assertUnknown(() -> recurring.runNow("nightly"));
        assertUnknown(() -> recurring.nextFireTimes("nightly", 1));
    }

    @Test
    void anArgumentThatIsNullIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> recurring.schedule(null))
                .withMessage("schedule");
        assertThatNullPointerException().isThrownBy(() -> recurring.pause(null)).withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> recurring.remove(null))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> NewSchedule.cron("a", null, job))
                .withMessage("cron");
    }

    @Test
    void aClosedQueueHasNoSchedules() {
        queue.close();
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(queue::recurring);
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(recurring::list);
    }

    private static void assertRefused(ThrowingCallable call, String named) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(call)
                .withMessageContaining(named);
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(ScheduleNotFoundException.class)
                .isThrownBy(call)
                .isInstanceOf(JobqException.class)
                .withMessageContaining("'nightly'")
                .satisfies(ex -> assertThat(ex.schedule()).isEqualTo("nightly"));
    }
}
