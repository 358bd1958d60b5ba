package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this process's listeners are told, after the commit. */
abstract class CommittedEventsContract extends StoreContract {

    private final List<JobEvent> told = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void listen() {
        store.onCommit(told::addAll);
    }

    @Test
    void aPlainLifeIsToldInOrder() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.completed("1"));
        assertThat(toldOf(id)).containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STARTED, JobEvent.Type.COMPLETED);
        assertThat(told).extracting(JobEvent::seq).containsOnly(0L);
        assertThat(told).extracting(JobEvent::at).containsOnly(now());
        assertThat(told.get(0).job().topic()).isEqualTo(TOPIC);
        assertThat(told.get(0).job().type()).isEqualTo(TYPE);
    }

    @Test
    void theJobsOfABulkAreToldInTheirOrder() {
        List<JobId> ids = enqueue(draft(), draft().priority(9), draft().topic(OTHER_TOPIC), draft());
        assertThat(told).extracting(event -> event.job().id()).isEqualTo(ids);
        assertThat(told).extracting(JobEvent::type).containsOnly(JobEvent.Type.CREATED);
    }

    @Test
    void anEventTellsTheStatusesBeforeAndAfter() {
        enqueueOne();
        worker.claimOne();
        assertThat(told)
                .extracting(JobEvent::change)
                .containsExactly(
                        new JobEvent.Change(null, JobStatus.AVAILABLE),
                        new JobEvent.Change(JobStatus.AVAILABLE, JobStatus.EXECUTING));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobEvent.Type.class,
            names = {"RETRY_SCHEDULED", "SNOOZED", "DISCARDED", "CANCELLED", "PARKED", "LAUNCHED", "RESCUED", "USER"})
    void everyKindOfMoveIsTold(JobEvent.Type type) {
        JobId id = enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        switch (type) {
            case RETRY_SCHEDULED -> worker.end(claimed, Move.retry(Duration.ofSeconds(1), FAILURE));
            case SNOOZED -> worker.end(claimed, Move.snooze(Duration.ofSeconds(1)));
            case DISCARDED -> worker.end(claimed, Move.discard("no", FAILURE));
            case CANCELLED -> worker.end(claimed, Move.cancel("no"));
            case PARKED -> worker.end(claimed, Move.park("no"));
            case LAUNCHED -> worker.launch(claimed);
            case RESCUED -> rescueAll();
            default -> store.log().append(id, "1");
        }
        assertThat(toldOf(id)).contains(type);
    }

    @Test
    void aFailedAttemptIsToldAsFailedToo() {
        JobId id = enqueueOne();
        worker.end(worker.claimOne(), Move.retry(Duration.ofSeconds(1), FAILURE));
        assertThat(toldOf(id))
                .containsSubsequence(JobEvent.Type.STARTED, JobEvent.Type.FAILED, JobEvent.Type.RETRY_SCHEDULED);
    }

    @Test
    void stagingAndRetryingTellThatTheJobIsAvailable() {
        JobId scheduled = enqueueOne(draft().delay(Duration.ofSeconds(1)));
        JobId discarded = jobIn(JobStatus.DISCARDED);
        told.clear();
        stageAll(Duration.ofSeconds(1));
        store.control().retry(discarded);
        for (JobId id : List.of(scheduled, discarded)) {
            assertThat(told)
                    .anySatisfy(event -> assertThat(event.job().id()).isEqualTo(id))
                    .filteredOn(event -> event.job().id().equals(id) && event.change() != null)
                    .last()
                    .satisfies(event -> assertThat(event.change().to()).isEqualTo(JobStatus.AVAILABLE));
        }
    }

    @Test
    void aDeletionIsToldAsAMoveToNothing() {
        JobId id = enqueueOne();
        told.clear();
        store.control().delete(id);
        assertThat(told).anySatisfy(event -> {
            assertThat(event.job().id()).isEqualTo(id);
            assertThat(event.change()).isEqualTo(new JobEvent.Change(JobStatus.AVAILABLE, null));
        });
    }

    @Test
    void aLostFinishIsNotTold() {
        enqueueOne();
        ClaimedJob stale = worker.claimOne();
        rescueAll();
        told.clear();
        worker.end(stale, Move.completed("1"));
        worker.launch(stale);
        assertThat(told).isEmpty();
    }

    @Test
    void aRefusedBulkIsNotTold() {
        List<JobDraft> drafts = new ArrayList<>(many(3));
        drafts.set(2, draft().type(null).build());
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(RuntimeException.class);
        assertThat(told).isEmpty();
    }

    @Test
    void whatOtherThreadsDoIsToldInTheOrderOfEachJob() throws Exception {
        Threads.together(4, n -> {
            Worker mine = Worker.register(store);
            for (int i = 0; i < 20; i++) {
                store.intake().insert(many(2));
                mine.claim(2).forEach(job -> mine.end(job, Move.completed(null)));
            }
        });
        worker.drain(TOPIC).forEach(job -> worker.end(job, Move.completed(null)));
        for (JobId id : listed(all())) {
            assertThat(toldOf(id))
                    .containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STARTED, JobEvent.Type.COMPLETED);
        }
    }

    private List<JobEvent.Type> toldOf(JobId id) {
        return Arrays.stream(told.toArray(JobEvent[]::new))
                .filter(event -> event.job().id().equals(id))
                .map(JobEvent::type)
                .toList();
    }
}
