package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job's place in its topic is what it was enqueued with, whatever it goes through. */
abstract class PlaceContract extends StoreContract {

    private static final Duration WAIT = Duration.ofMinutes(5);

    @Test
    void aRetriedJobKeepsItsPlaceAndNeverRunsEarly() {
        Instant enqueued = now();
        List<JobId> ids = enqueueMany(2);
        clock.advance(Duration.ofSeconds(1));
        worker.end(worker.claimOne(), Move.retry(WAIT, FAILURE));
        assertThat(job(ids.get(0)).runAt()).isEqualTo(now().plus(WAIT));
        stageAll(WAIT.minusMillis(1));
        assertThat(worker.trade(List.of()).claimed()).isEmpty();
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.RETRYABLE);
        stageAll(Duration.ofMillis(1));
        assertThat(job(ids.get(0)).touchedAt()).isEqualTo(now());
        assertThat(Worker.ids(worker.claim(2))).isEqualTo(ids);
        assertThat(job(ids.get(0)).runAt()).isEqualTo(enqueued);
    }

    @Test
    void aSnoozedJobKeepsItsPlaceAndNeverRunsEarly() {
        List<JobId> ids = enqueueMany(2);
        worker.end(worker.claimOne(), Move.snooze(WAIT));
        assertThat(job(ids.get(0)).runAt()).isEqualTo(now().plus(WAIT));
        stageAll(WAIT.minusMillis(1));
        assertThat(status(ids.get(0))).isEqualTo(JobStatus.SCHEDULED);
        stageAll(Duration.ofMillis(1));
        assertThat(Worker.ids(worker.claim(2))).isEqualTo(ids);
    }

    @Test
    void aDelayedJobStandsWhereItsTimePutIt() {
        JobId delayed = enqueueOne(draft().delay(WAIT));
        clock.advance(Duration.ofMinutes(1));
        JobId before = enqueueOne();
        clock.advance(WAIT);
        JobId after = enqueueOne();
        store.upkeep().stage(10);
        assertThat(Worker.ids(worker.claim(3))).containsExactly(before, delayed, after);
    }

    /** With its own time it would stand behind all that comes until then. */
    @Test
    void aScheduledJobThatIsRetriedStandsAsIfItHadNotBeenDelayed() {
        JobId delayed = enqueueOne(draft().delay(WAIT));
        clock.advance(Duration.ofSeconds(1));
        JobId next = enqueueOne();
        assertThat(store.control().retry(delayed)).isTrue();
        assertThat(status(delayed)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(listed(in(JobStatus.AVAILABLE))).containsExactly(next, delayed);
        assertThat(job(delayed).runAt()).isBeforeOrEqualTo(now());
        assertThat(job(delayed).touchedAt()).isEqualTo(now());
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(delayed);
        worker.end(claimed, Move.release());
        assertThat(Worker.ids(worker.claim(2))).containsExactly(delayed, next);
        rescueAll();
        assertThat(Worker.ids(worker.drain(TOPIC))).isEmpty();
        assertThat(Worker.ids(Worker.register(store).drain(TOPIC))).containsExactly(delayed, next);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aReadyJobIsFoundWhicheverWayItCame(Way way) {
        JobId id = way.lead(this);
        assertThat(store.control().retry(id)).isFalse();
        assertThat(store.control().cancel(id)).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
        assertThat(worker.claim(10)).isEmpty();
        JobId other = way.lead(this);
        assertThat(store.control().delete(other)).isTrue();
        assertThat(store.reader().get(other)).isEmpty();
        assertThat(worker.claim(10)).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void theLogTellsWhenEachWaitEnded() {
        JobId id = enqueueOne(draft().delay(WAIT));
        stageAll(WAIT);
        List<Instant> due = new ArrayList<>(List.of(now()));
        for (int i = 1; i <= 2; i++) {
            clock.advance(Duration.ofSeconds(1));
            worker.end(worker.claimOne(), Move.retry(WAIT, FAILURE));
            due.add(now().plus(WAIT));
            stageAll(WAIT.plusSeconds(1));
        }
        assertThat(availableAt(id)).isEqualTo(due);
    }

    @Test
    void aWaitThatARetryCutShortIsToldByTheRetryAlone() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.retry(WAIT, FAILURE));
        clock.advance(Duration.ofSeconds(1));
        store.control().retry(id);
        assertThat(job(id).touchedAt()).isEqualTo(now());
        clock.advance(WAIT.plusSeconds(1));
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(availableAt(id)).isEmpty();
        assertThat(job(id).events())
                .filteredOn(event -> event.type() == JobEvent.Type.OPERATOR)
                .extracting(JobEvent::change)
                .containsExactly(new JobEvent.Change(JobStatus.RETRYABLE, JobStatus.AVAILABLE));
    }

    private List<Instant> availableAt(JobId id) {
        Job job = job(id);
        return job.events().stream()
                .filter(event -> event.type() == JobEvent.Type.AVAILABLE)
                .map(JobEvent::at)
                .toList();
    }

    /** How a job comes to be AVAILABLE. */
    private enum Way {
        ENQUEUED {
            @Override
            JobId lead(PlaceContract test) {
                return test.enqueueOne();
            }
        },
        STAGED {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = test.enqueueOne(draft().delay(WAIT));
                test.stageAll(WAIT);
                return id;
            }
        },
        CALLED_BEFORE_ITS_TIME {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = test.enqueueOne(draft().delay(WAIT));
                test.store.control().retry(id);
                return id;
            }
        },
        FAILED_BEFORE_ITS_TIME {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = CALLED_BEFORE_ITS_TIME.lead(test);
                test.worker.end(test.worker.claimOne(), Move.retry(Duration.ofSeconds(1), FAILURE));
                test.stageAll(Duration.ofSeconds(1));
                return id;
            }
        },
        GIVEN_BACK_BEFORE_ITS_TIME {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = CALLED_BEFORE_ITS_TIME.lead(test);
                test.worker.end(test.worker.claimOne(), Move.release());
                return id;
            }
        },
        GIVEN_BACK_AFTER_ITS_TIME {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = CALLED_BEFORE_ITS_TIME.lead(test);
                ClaimedJob claimed = test.worker.claimOne();
                test.clock.advance(WAIT);
                test.worker.end(claimed, Move.release());
                return id;
            }
        },
        RETRIED {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = test.enqueueOne();
                test.worker.end(test.worker.claimOne(), Move.retry(WAIT, FAILURE));
                test.stageAll(WAIT);
                return id;
            }
        },
        ENDED_AND_RETRIED {
            @Override
            JobId lead(PlaceContract test) {
                JobId id = CALLED_BEFORE_ITS_TIME.lead(test);
                test.worker.end(test.worker.claimOne(), Move.discard("No", null));
                test.store.control().retry(id);
                return id;
            }
        };

        abstract JobId lead(PlaceContract test);
    }
}
