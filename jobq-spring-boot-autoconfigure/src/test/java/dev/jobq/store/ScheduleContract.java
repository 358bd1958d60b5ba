package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Cadence;
import dev.jobq.EnqueueResult;
import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Misfire;
import dev.jobq.QueueFullException;
import dev.jobq.Schedule.Rules;
import dev.jobq.store.ScheduleStore.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules: kept, due, fired once. */
abstract class ScheduleContract extends ScheduleFixture {

    @Test
    void aScheduleIsKeptAsItWasMade() {
        SchedulePlan plan = new SchedulePlan(
                "nightly",
                Cadence.cron("0 30 2 * * MON-FRI", java.time.ZoneId.of("Europe/Berlin")),
                new Rules(Misfire.CATCH_UP, 7, false),
                draft().payload("{\"name\":\"Zoë\"}")
                        .priority(3)
                        .limits(4, Duration.ofSeconds(30))
                        .build());
        StoredSchedule put = put(plan);
        assertThat(put.plan()).isEqualTo(plan);
        assertThat(put.origin().isCode()).isFalse();
        assertThat(put.origin().application()).isEqualTo(SELF.application());
        assertThat(put.state().isPaused()).isFalse();
        assertThat(put.state().lastFireAt()).isNull();
        assertThat(put.state().nextFireAt()).isEqualTo("2026-11-02T01:30:00Z");
        assertThat(put.state().createdAt()).isEqualTo(now());
        assertThat(schedules().get("nightly")).contains(put);
        assertThat(schedules().list()).containsExactly(put);
    }

    @Test
    void whatItsJobsAskForBesidesIsKeptAndHoldsForEachFire() {
        store.topics().declare(List.of(TopicRules.of(OTHER_TOPIC).order(TopicRules.Order.KEY)));
        SchedulePlan lined =
                plan("lined", draft().topic(OTHER_TOPIC).about("customer-42").shards(4));
        assertThat(put(lined).plan()).isEqualTo(lined);
        Job first = job(schedules().runNow("lined").orElseThrow().job());
        assertThat(first.key()).isEqualTo("customer-42");
        assertThat(first.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(schedules().runNow("lined").orElseThrow().job())).isEqualTo(JobStatus.BLOCKED);

        put(plan("labelled", draft()));
        SchedulePlan labelled = plan("labelled", draft().on("gpu", Duration.ofSeconds(10)));
        assertThat(put(labelled).plan()).isEqualTo(labelled);
        JobId id = schedules().runNow("labelled").orElseThrow().job();
        assertThat(worker.claim(9)).isEmpty();
        assertThat(Worker.labelled(store, "gpu").claimOne().job().id()).isEqualTo(id);
    }

    private static SchedulePlan plan(String name, DraftBuilder job) {
        return new SchedulePlan(name, HOURLY, Rules.DEFAULT, job.build());
    }

    @Test
    void aScheduleIsDueAtItsTimeAndNeverBefore() {
        put(plan("daily", DAILY));
        put(plan("hourly", HOURLY));
        put(plan("rare", Cadence.every(Duration.ofDays(4000))));
        assertThat(schedules().due(10)).isEqualTo(new Due(now(), List.of(), Duration.ofHours(1)));
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(schedules().due(10)).isEqualTo(new Due(now(), List.of(), Duration.ofMillis(1)));
        clock.advance(Duration.ofMillis(1));
        Due due = schedules().due(10);
        assertThat(due.schedules()).extracting(StoredSchedule::name).containsExactly("daily", "hourly");
        assertThat(schedules().due(1).schedules()).hasSize(1);
        assertThat(due.untilNext()).isEqualTo(Duration.ZERO);
    }

    @Test
    void withoutSchedulesNothingIsEverDue() {
        assertThat(schedules().due(10)).isEqualTo(new Due(now(), List.of(), null));
    }

    @Test
    void aFireEnqueuesItsJobAndMovesTheScheduleOn() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(1));
        Instant at = now();
        clock.advance(Duration.ofSeconds(3));
        List<Fire> fires = schedules()
                .fire(due(), List.of(at), at.plus(Duration.ofHours(1)))
                .orElseThrow();
        assertThat(fires).hasSize(1);
        Fire fire = fires.get(0);
        assertThat(fire).isEqualTo(new Fire("hourly", at, false, fire.job(), now()));
        Job job = job(fire.job());
        assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(job.runAt()).isEqualTo(at);
        assertThat(job.fire()).isEqualTo(fire);
        assertThat(store.reader().fire(fire.job())).contains(fire);
        assertThat(schedules().history("hourly", 10)).containsExactly(fire);
        StoredSchedule after = schedules().get("hourly").orElseThrow();
        assertThat(after.state().lastFireAt()).isEqualTo(at);
        assertThat(after.state().nextFireAt()).isEqualTo(at.plus(Duration.ofHours(1)));
        assertThat(schedules().due(10).schedules()).isEmpty();
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(fire.job());
        assertDepthsAreExact();
    }

    @Test
    void aJobThatNoScheduleEnqueuedHasNoFire() {
        JobId id = enqueueOne();
        assertThat(job(id).fire()).isNull();
        assertThat(store.reader().fire(id)).isEmpty();
    }

    @Test
    void whoComesLaterFiresNothing() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(1));
        StoredSchedule seen = due();
        assertThat(fire(seen)).hasSize(1);
        assertThat(fire(seen)).isNull();
        assertThat(schedules().history("hourly", 10)).hasSize(1);
        assertThat(listed(all())).hasSize(1);
    }

    @Test
    void severalMissedTimesAreFiredInOrder() {
        put(plan("hourly", HOURLY));
        Instant first = now().plus(Duration.ofHours(1));
        clock.advance(Duration.ofHours(3));
        List<Instant> times = List.of(first, first.plus(Duration.ofHours(1)), first.plus(Duration.ofHours(2)));
        List<Fire> fires =
                schedules().fire(due(), times, first.plus(Duration.ofHours(3))).orElseThrow();
        assertThat(fires).extracting(Fire::at).isEqualTo(times);
        assertThat(fires).extracting(Fire::job).isSorted();
        assertThat(schedules().get("hourly").orElseThrow().state().lastFireAt()).isEqualTo(times.get(2));
    }

    @Test
    void timesThatAreLeftOutMoveTheScheduleOnAllTheSame() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(3));
        assertThat(schedules().fire(due(), List.of(), now().plus(Duration.ofHours(1))))
                .contains(List.of());
        assertThat(schedules().due(1).schedules()).isEmpty();
        assertThat(schedules().get("hourly").orElseThrow().state().lastFireAt()).isNull();
    }

    @Test
    void aTimeThatFiredBeforeTheClockWentBackFiresNoMore() {
        put(plan("daily", DAILY));
        clock.advance(Duration.ofHours(1));
        fire(due());
        clock.advance(Duration.ofMinutes(-10));
        put(plan("daily", Cadence.cron("0 0 13 * * SUN")));
        clock.advance(Duration.ofMinutes(10));
        assertThat(schedules().fire(due(), List.of(now()), null)).contains(List.of());
        assertThat(schedules().history("daily", 10)).hasSize(1);
        assertThat(listed(all())).hasSize(1);
    }

    @Test
    void aFullTopicTakesNoFireAndTheScheduleStaysDue() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(1)));
        put(plan("hourly", HOURLY));
        JobId waiting = create(draft());
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> fire(due())).isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> schedules().runNow("hourly")).isInstanceOf(QueueFullException.class);
        assertThat(schedules().history("hourly", 10)).isEmpty();
        assertThat(store.control().cancel(waiting)).isTrue();
        assertThat(fire(due())).hasSize(1);
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    @Test
    void withoutOverlapATimeIsLeftOutWhileTheLastJobHasNotEnded() {
        put(new SchedulePlan("hourly", HOURLY, new Rules(Misfire.FIRE_ONCE, 1, false), draft().build()));
        clock.advance(Duration.ofHours(1));
        assertThat(fire(due())).hasSize(1);
        ClaimedJob running = worker.claimOne();
        clock.advance(Duration.ofHours(1));
        assertThat(fire(due())).isEmpty();
        worker.end(running, Move.retry(Duration.ofMinutes(5), FAILURE));
        clock.advance(Duration.ofHours(1));
        assertThat(fire(due())).isEmpty();
        stageAll(Duration.ZERO);
        worker.end(worker.claimOne(), Move.completed(null));
        clock.advance(Duration.ofHours(1));
        assertThat(fire(due())).hasSize(1);
    }

    @Test
    void runNowIsBesideTheFireTimes() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(1));
        Fire first = schedules().runNow("hourly").orElseThrow();
        Fire second = schedules().runNow("hourly").orElseThrow();
        assertThat(first.isManual()).isTrue();
        assertThat(first.at()).isEqualTo(now());
        assertThat(second.job()).isNotEqualTo(first.job());
        assertThat(fire(due())).hasSize(1);
        schedules().pause("hourly");
        assertThat(schedules().runNow("hourly")).isPresent();
        assertThat(schedules().runNow("unknown")).isEmpty();
        assertThat(schedules().history("hourly", 10)).hasSize(4);
        assertThat(job(first.job()).fire()).isEqualTo(first);
        assertDepthsAreExact();
    }

    @Test
    void theNewestHundredFiresOutliveTheirJobs() {
        put(plan("hourly", HOURLY));
        Instant first = now().plus(Duration.ofHours(1));
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            clock.advance(Duration.ofHours(1));
            jobs.add(fire(due()).get(0).job());
            if (i == 59) {
                endAllAndPurge();
            }
        }
        // Of the first 60, whose jobs are gone, those go that are not among the newest hundred.
        assertThat(schedules().history("hourly", 1000)).hasSize(100);
        assertThat(schedules().history("hourly", 1000).get(99).at()).isEqualTo(first.plus(Duration.ofHours(30)));
        assertThat(store.control().delete(jobs.get(129))).isTrue();
        assertThat(schedules().history("hourly", 1000)).hasSize(99);
    }

    @Test
    void olderFiresGoWithTheirJobs() {
        put(plan("hourly", HOURLY));
        for (int i = 0; i < 130; i++) {
            clock.advance(Duration.ofHours(1));
            fire(due());
        }
        assertThat(schedules().history("hourly", 1000)).hasSize(130);
        endAllAndPurge();
        assertThat(schedules().history("hourly", 1000)).hasSize(100);
        schedules().remove("hourly");
    }
}
