package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The insert that hands a job straight to an idle worker of the same process. */
abstract class InlineClaimContract extends StoreContract {

    private final Idle idle = new Idle();

    @BeforeEach
    void offerSlots() {
        idle.node = worker.node();
        store.intake().inlineClaimer(idle);
    }

    @Test
    void aDueJobIsStartedInAFreeSlotByItsInsert() {
        idle.free = 1;
        JobId id = enqueueOne(draft().payload("{\"to\":\"ada\"}").limits(3, Duration.ofSeconds(9)));
        assertThat(Worker.ids(idle.started)).containsExactly(id);
        ClaimedJob claimed = idle.started.get(0);
        assertThat(claimed.payload()).isEqualTo("{\"to\":\"ada\"}");
        assertThat(claimed.attempt().number()).isEqualTo(1);
        assertThat(claimed.limits()).isEqualTo(new JobDraft.Limits(3, Duration.ofSeconds(9)));
        assertThat(claimed.job().type()).isEqualTo(TYPE);
        Job job = job(id);
        assertThat(job.status()).isEqualTo(JobStatus.EXECUTING);
        assertThat(job.fence()).isEqualTo(claimed.attempt().fence());
        assertThat(job.node()).isEqualTo(worker.id());
        assertThat(worker.claim(1)).isEmpty();
        assertDepthsAreExact();
        assertThat(worker.end(claimed, Move.completed(null))).isTrue();
        assertDepthsAreExact();
    }

    @Test
    void aJobIsStartedForTheNodeThatHadTheSlotEvenIfItsProcessIsAnotherNodeByThen() {
        Worker later = Worker.register(store);
        idle.free = 1;
        idle.afterReserving = () -> idle.node = later.node();
        JobId id = enqueueOne();
        assertThat(Worker.ids(idle.started)).containsExactly(id);
        assertThat(job(id).node()).isEqualTo(worker.id());
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).isEmpty();
        assertThat(store.nodes().look(later.node()).cancelled().keySet()).isEmpty();
    }

    @Test
    void aJobThatFindsNoFreeSlotWaits() {
        JobId id = enqueueOne();
        assertThat(idle.started).isEmpty();
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(worker.claim(1)).hasSize(1);
    }

    @Test
    void ofABulkAsManyStartAsThereAreSlots() {
        idle.free = 2;
        List<JobId> ids = enqueueMany(5);
        assertThat(idle.started).hasSizeLessThanOrEqualTo(2);
        assertThat(idle.free + idle.started.size()).isEqualTo(2);
        List<JobId> rest = new ArrayList<>(ids);
        rest.removeAll(Worker.ids(idle.started));
        assertThat(Worker.ids(worker.claim(10))).isEqualTo(rest);
        assertDepthsAreExact();
    }

    @Test
    void noJobPassesOneThatWaitsBeforeIt() {
        JobId first = enqueueOne();
        idle.free = 2;
        JobId second = enqueueOne();
        assertThat(idle.started).isEmpty();
        assertThat(idle.free).isEqualTo(2);
        assertThat(Worker.ids(worker.claim(2))).containsExactly(first, second);
        JobId third = enqueueOne(draft().topic(OTHER_TOPIC));
        JobId fourth = enqueueOne();
        assertThat(Worker.ids(idle.started)).containsExactly(third, fourth);
    }

    @Test
    void noJobPassesOneOfTheSameCallWhoseTimeIsPast() {
        idle.free = 1;
        Instant past = now().minusSeconds(60);
        List<JobId> byPriority = enqueue(draft(), draft().priority(5).at(past));
        assertThat(Worker.ids(idle.started)).doesNotContain(byPriority.get(0));
        idle.free = 1;
        List<JobId> byTime =
                enqueue(draft().topic(OTHER_TOPIC), draft().topic(OTHER_TOPIC).at(past));
        assertThat(Worker.ids(idle.started)).doesNotContain(byTime.get(0));
    }

    @Test
    void aScheduledJobIsNotStartedAndItsSlotNotKept() {
        idle.free = 1;
        JobId id = enqueueOne(draft().delay(Duration.ofMillis(1)));
        assertThat(idle.started).isEmpty();
        assertThat(idle.free).isEqualTo(1);
        assertThat(status(id)).isEqualTo(JobStatus.SCHEDULED);
    }

    @Test
    void aRefusedInsertGivesItsSlotsBack() {
        idle.free = 3;
        List<JobDraft> drafts = new ArrayList<>(many(3));
        drafts.set(2, draft().type(null).build());
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(RuntimeException.class);
        assertThat(idle.started).isEmpty();
        assertThat(idle.free).isEqualTo(3);
        assertThat(listed(all())).isEmpty();
    }

    @Test
    void aWorkerWhoseNodeIsGoneIsGivenNothing() {
        idle.free = 1;
        store.nodes().unregister(worker.node());
        JobId id = enqueueOne();
        assertThat(idle.started).isEmpty();
        assertThat(idle.free).isEqualTo(1);
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertDepthsAreExact();
    }

    @Test
    void aClearedWorkerIsNotAsked() {
        idle.free = 1;
        store.intake().inlineClaimer(null);
        assertThat(status(enqueueOne())).isEqualTo(JobStatus.AVAILABLE);
        assertThat(idle.free).isEqualTo(1);
    }

    @Test
    void everyJobOfManyEnqueuersIsStartedOrWaits() throws Exception {
        idle.free = 37;
        Threads.together(4, n -> {
            for (int i = 0; i < 25; i++) {
                store.intake().insert(many(1));
            }
        });
        assertThat(idle.started.size() + idle.free).isEqualTo(37);
        assertThat(Worker.ids(idle.started)).doesNotHaveDuplicates();
        assertThat(worker.drain(TOPIC)).hasSize(100 - idle.started.size());
        assertDepthsAreExact();
    }

    private final class Idle implements JobIntake.InlineClaimer {

        private final List<ClaimedJob> started = Collections.synchronizedList(new ArrayList<>());
        private int free;
        private long node;
        private Runnable afterReserving = () -> {};

        @Override
        public long node() {
            return node;
        }

        @Override
        public synchronized int reserve(String topic, int max) {
            int reserved = Math.min(free, max);
            free -= reserved;
            afterReserving.run();
            return reserved;
        }

        @Override
        public void start(long claimer, List<ClaimedJob> jobs) {
            assertThat(claimer).isEqualTo(worker.node());
            started.addAll(jobs);
        }

        @Override
        public synchronized void release(String topic, int slots) {
            free += slots;
        }
    }
}
