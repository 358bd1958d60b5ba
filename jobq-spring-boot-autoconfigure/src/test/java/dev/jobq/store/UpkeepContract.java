package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.Upkeep.Staged;
import dev.jobq.store.Upkeep.Sums;
import dev.jobq.store.Upkeep.Total;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Staging, unparking, purging, totals. */
abstract class UpkeepContract extends StoreContract {

    @Test
    void aJobIsStagedWhenDueAndNeverEarly() {
        JobId id = enqueueOne(draft().delay(Duration.ofSeconds(10)));
        clock.advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(0, Duration.ofMillis(1)));
        assertThat(worker.claim(1)).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.SCHEDULED);
        clock.advance(Duration.ofMillis(1));
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(1, null));
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(id);
        assertDepthsAreExact();
    }

    @Test
    void stagingGoesByDueTimeUpToItsLimitAndTellsWhenTheNextIsDue() {
        List<JobId> ids = enqueue(
                draft().delay(Duration.ofSeconds(3)),
                draft().delay(Duration.ofSeconds(1)),
                draft().delay(Duration.ofMinutes(10)),
                draft().delay(Duration.ofSeconds(2)));
        clock.advance(Duration.ofSeconds(5));
        assertThat(store.upkeep().stage(2)).isEqualTo(new Staged(2, Duration.ZERO));
        assertThat(listed(in(JobStatus.AVAILABLE))).containsExactlyInAnyOrder(ids.get(1), ids.get(3));
        assertThat(store.upkeep().stage(2))
                .isEqualTo(new Staged(1, Duration.ofMinutes(10).minusSeconds(5)));
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(store.upkeep().stage(2))
                .isEqualTo(new Staged(0, Duration.ofMinutes(10).minusSeconds(5)));
    }

    @Test
    void withNothingTimedThereIsNoNext() {
        enqueueOne();
        jobIn(JobStatus.PARKED);
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(0, null));
    }

    @Test
    void retriesAreStagedWithTheScheduledOnes() {
        JobId retried = jobIn(JobStatus.RETRYABLE);
        JobId scheduled = enqueueOne(draft().delay(Lives.LATER));
        clock.advance(Lives.LATER);
        assertThat(store.upkeep().stage(10).jobs()).isEqualTo(2);
        assertThat(status(retried)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(scheduled)).isEqualTo(JobStatus.AVAILABLE);
        assertDepthsAreExact();
    }

    @Test
    void aStagedJobTakesThePlaceOfItsRunTime() {
        JobId later = enqueueOne(draft().delay(Duration.ofSeconds(20)));
        JobId sooner = enqueueOne(draft().delay(Duration.ofSeconds(10)));
        JobId now = enqueueOne();
        clock.advance(Duration.ofSeconds(30));
        JobId newest = enqueueOne();
        store.upkeep().stage(10);
        assertThat(Worker.ids(worker.claim(10))).containsExactly(now, sooner, later, newest);
    }

    @Test
    void stagersSideBySideStageEachJobOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.intake()
                    .insert(List.of(
                            draft().delay(Duration.ofSeconds(i)).build(),
                            draft().delay(Duration.ofSeconds(i)).build()));
        }
        clock.advance(Duration.ofMinutes(1));
        Threads.together(4, n -> {
            while (store.upkeep().stage(3).jobs() > 0) {
                assertThat(n).isLessThan(4);
            }
        });
        assertThat(depth(JobStatus.AVAILABLE)).isEqualTo(20);
        assertThat(worker.claim(100)).hasSize(20);
        assertDepthsAreExact();
    }

    @Test
    void unparkingTakesOnlyTheTypesAndTheTopicNamed() {
        JobId wanted = parked(draft().type("new"));
        JobId otherType = parked(draft().type("unheard-of"));
        JobId otherTopic = parked(draft().type("new").topic(OTHER_TOPIC));
        JobId otherReason = enqueueOne(draft().type("new"));
        worker.end(worker.claimOne(), Move.unreadable("it is of a newer version"));
        JobId setAside = enqueueOne(draft().type("new"));
        worker.end(worker.claimOne(), Move.park("for somebody to look at"));
        assertThat(store.upkeep().unpark(TOPIC, List.of(), ParkCause.UNKNOWN_TYPE))
                .isZero();
        assertThat(store.upkeep().unpark(TOPIC, List.of("new", "newer"), ParkCause.UNKNOWN_TYPE))
                .isEqualTo(1);
        assertThat(status(wanted)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(otherType)).isEqualTo(JobStatus.PARKED);
        assertThat(status(otherTopic)).isEqualTo(JobStatus.PARKED);
        assertThat(List.of(status(otherReason), status(setAside))).containsOnly(JobStatus.PARKED);
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(wanted);
        assertThat(claimed.attempt().number()).isEqualTo(1);
        assertThat(claimed.payload()).isEqualTo("{}");
        assertThat(store.upkeep().unpark(TOPIC, List.of("new"), ParkCause.UNREADABLE))
                .isEqualTo(1);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(otherReason);
        assertThat(status(setAside)).isEqualTo(JobStatus.PARKED);
        assertDepthsAreExact();
    }

    @Test
    void unparkingTakesNoJobTwiceHoweverSoonItIsParkedAgain() {
        int jobs = 1_001;
        enqueueMany(jobs);
        worker.claim(jobs).forEach(claimed -> worker.end(claimed, Move.unreadable("too new")));
        AtomicInteger unparked = new AtomicInteger();
        store.onCommit(events -> unparked.addAndGet((int) events.stream()
                .filter(event -> event.type() == JobEvent.Type.AVAILABLE)
                .count()));

        assertThat(store.upkeep().unpark(TOPIC, List.of(TYPE), ParkCause.UNREADABLE))
                .isEqualTo(jobs);

        assertThat(unparked).hasValue(jobs);
        assertDepthsAreExact();
    }

    @Test
    void purgingGoesByAge() {
        JobId old = jobIn(JobStatus.COMPLETED);
        clock.advance(Duration.ofDays(1));
        JobId young = jobIn(JobStatus.COMPLETED);
        clock.advance(Duration.ofDays(6));
        assertThat(store.upkeep()
                        .purge(TOPIC, JobStatus.COMPLETED, Duration.ofDays(7).plusSeconds(1), 100))
                .isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ofDays(7), 100))
                .isEqualTo(1);
        assertThat(store.reader().get(old)).isEmpty();
        assertThat(status(young)).isEqualTo(JobStatus.COMPLETED);
        assertDepthsAreExact();
    }

    @Test
    void purgingTakesTheOldestUpToItsLimit() {
        List<JobId> ids = enqueueMany(5);
        for (ClaimedJob claimed : worker.claim(5)) {
            clock.advance(Duration.ofSeconds(1));
            worker.end(claimed, Move.completed(null));
        }
        clock.advance(Duration.ofDays(1));
        assertThat(store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 2))
                .isEqualTo(2);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(ids.subList(2, 5));
        assertThat(store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 100))
                .isEqualTo(3);
        assertThat(listed(all())).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void purgingTakesOnlyItsStatusAndTopic() {
        JobId completed = jobIn(JobStatus.COMPLETED);
        JobId discarded = jobIn(JobStatus.DISCARDED);
        JobId cancelled = jobIn(JobStatus.CANCELLED);
        clock.advance(Duration.ofDays(1));
        assertThat(store.upkeep().purge(OTHER_TOPIC, JobStatus.DISCARDED, Duration.ZERO, 100))
                .isZero();
        assertThat(store.upkeep().purge(TOPIC, JobStatus.DISCARDED, Duration.ZERO, 100))
                .isEqualTo(1);
        assertThat(listed(all()))
                .containsExactlyInAnyOrder(completed, cancelled)
                .doesNotContain(discarded);
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED", "COMPLETED", "DISCARDED", "CANCELLED"})
    void aLiveJobIsNeverPurged(JobStatus status) {
        JobId id = jobIn(status);
        clock.advance(Duration.ofDays(10_000));
        for (JobStatus ended : List.of(JobStatus.COMPLETED, JobStatus.DISCARDED, JobStatus.CANCELLED)) {
            assertThat(store.upkeep().purge(TOPIC, ended, Duration.ZERO, 100)).isZero();
        }
        assertThat(status(id)).isEqualTo(status);
        assertDepthsAreExact();
    }

    @Test
    void aJobRetriedAfterItEndedIsLiveAgain() {
        JobId id = jobIn(JobStatus.DISCARDED);
        clock.advance(Duration.ofDays(100));
        store.control().retry(id);
        assertThat(store.upkeep().purge(TOPIC, JobStatus.DISCARDED, Duration.ofDays(1), 100))
                .isZero();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void idsOfPurgedJobsAreNotUsedAgain() {
        JobId purged = jobIn(JobStatus.COMPLETED);
        clock.advance(Duration.ofDays(1));
        store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 100);
        assertThat(enqueueOne()).isGreaterThan(purged);
    }

    @Test
    void totalsAddUpPerDayTopicTypeEnqueuerAndEnd() {
        LocalDate today = LocalDate.of(2026, 11, 1);
        Total total = total(today, JobStatus.COMPLETED, 3);
        store.upkeep().addTotals(List.of(total, total(today, JobStatus.RETRYABLE, 1)));
        store.upkeep().addTotals(List.of(total, total(today.minusDays(1), JobStatus.COMPLETED, 5)));
        store.upkeep().addTotals(List.of());
        List<Total> totals = store.reader().totals(7);
        assertThat(totals)
                .containsExactlyInAnyOrder(
                        total(today, JobStatus.COMPLETED, 6),
                        total(today, JobStatus.RETRYABLE, 1),
                        total(today.minusDays(1), JobStatus.COMPLETED, 5));
        assertThat(totals).extracting(Total::day).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(store.reader().totals(1)).extracting(Total::day).containsOnly(today);
    }

    @Test
    void totalsOutliveTheJobs() {
        jobIn(JobStatus.COMPLETED);
        store.upkeep().addTotals(List.of(total(LocalDate.of(2026, 11, 1), JobStatus.COMPLETED, 1)));
        clock.advance(Duration.ofDays(1));
        store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 10);
        store.upkeep().tidy();
        assertThat(store.reader().totals(7)).hasSize(1);
    }

    private static Total total(LocalDate day, JobStatus to, int attempts) {
        Sums sums = new Sums(attempts, Duration.ofMillis(10L * attempts), Duration.ofMillis(4L * attempts));
        return new Total(day, TOPIC, TYPE, SELF.application(), to, sums);
    }

    private JobId parked(DraftBuilder draft) {
        JobId id = enqueueOne(draft);
        String topic = draft.build().topic();
        String type = draft.build().type();
        worker.end(worker.claim(topic, 1).get(0), Move.unknownType(topic, type));
        return id;
    }
}
