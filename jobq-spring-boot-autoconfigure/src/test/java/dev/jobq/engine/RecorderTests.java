package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long ends are tried, on a clock of the tests'. */
class RecorderTests {

    private final AtomicLong nanos = new AtomicLong();
    private final PutOff putOff = new PutOff(nanos::get);
    private final TradingNode node = new TradingNode(Database.SQLITE, 1);
    private final Recorder recorder = new Recorder(node.store.exchange(), node.lanes, node.settlement, putOff);
    private final List<JobId> jobs = node.enqueue(1);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aRefusedEndIsGivenUpHalfAMinuteAfterItWasRefusedFirstAlthoughTheStoreWasAwayInBetween() {
        refuse();
        recorder.recordOneByOne(new ArrayList<>(List.of(end())));
        pass(10);
        node.ends = ended -> {
            throw new StoreUnavailableException("away, pretended");
        };
        recorder.retryRefused(false);
        assertThat(recorder.untilRetry()).isEqualTo(Duration.ofSeconds(5));
        pass(19);
        refuse();
        recorder.retryRefused(false);
        assertThat(node.disowned).isEmpty();
        pass(6);
        recorder.retryRefused(false);

        assertThat(node.disowned).isEqualTo(jobs);
        assertThat(recorder.isEmpty()).isTrue();
    }

    @Test
    void aRefusedEndThatMeetsAStoreThatIsAwayIsRecordedWhenItIsBack() {
        refuse();
        recorder.recordOneByOne(new ArrayList<>(List.of(end())));
        node.ends = ended -> {
            throw new StoreUnavailableException("away, pretended");
        };
        recorder.retryRefused(true);
        node.ends = ended -> {};
        recorder.retryRefused(false);
        assertThat(node.statuses(jobs)).containsExactly(JobStatus.EXECUTING);
        pass(5);
        recorder.retryRefused(false);

        assertThat(node.statuses(jobs)).containsExactly(JobStatus.COMPLETED);
        assertThat(recorder.isEmpty()).isTrue();
    }

    @Test
    void busyEndsStayWhereTheyAreIfThereIsNoRoomForThemElsewhere() {
        putOff.busy(List.of(end()));
        List<Finished> full = new ArrayList<>() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean addAll(Collection<? extends Finished> more) {
                throw new OutOfMemoryError("pretended");
            }
        };
        assertThatThrownBy(() -> recorder.moveBusyTo(full, true)).isInstanceOf(OutOfMemoryError.class);
        List<Finished> roomy = new ArrayList<>();
        recorder.moveBusyTo(roomy, true);
        assertThat(roomy).hasSize(1);
        assertThat(recorder.isEmpty()).isTrue();
    }

    @Test
    void aSuccessThatIsRefusedIsAFailureThatCounts() {
        List<JobId> last = node.store
                .intake()
                .insert(List.of(EngineHarness.draft(TradingNode.TOPIC, "default", 2, new JobDraft.Limits(1, null))));
        refuse(JobStatus.COMPLETED);
        for (Attempt attempt : node.claim(2)) {
            attempt.begin();
            attempt.leave();
            recorder.recordOneByOne(new ArrayList<>(List.of(attempt.conclude(Move.completed(null)))));
        }
        assertThat(recorder.isEmpty()).isTrue();
        assertThat(node.statuses(jobs)).containsExactly(JobStatus.RETRYABLE);
        assertThat(node.statuses(last)).containsExactly(JobStatus.DISCARDED);
        assertThat(node.store.reader().get(last.get(0)).orElseThrow().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).isEqualTo("refused, pretended"));
    }

    private Finished end() {
        return node.claim(1).get(0).conclude(Move.completed(null));
    }

    private void refuse() {
        node.ends = ended -> {
            throw new StoreException("refused, pretended");
        };
    }

    private void refuse(JobStatus status) {
        node.ends = ended -> {
            if (ended.stream().anyMatch(one -> one.move().to() == status)) {
                throw new StoreException("refused, pretended");
            }
        };
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
