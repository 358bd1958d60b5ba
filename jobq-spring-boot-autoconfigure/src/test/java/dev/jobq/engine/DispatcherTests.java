package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trades that fail at bad moments: no end is lost, and nothing that runs is given away. */
@Timeout(60)
class DispatcherTests {

    private static final JobId NOWHERE = new JobId(1_000_000);

    @ParameterizedTest
    @EnumSource
    void anEndThatWasRefusedOutlivesAnErrorWhenItIsTriedAgain(Database database) {
        try (TradingNode node = new TradingNode(database, 1)) {
            List<JobId> jobs = ended(node, 1);
            node.ends = ended -> {
                throw new StoreException("refused, pretended");
            };
            assertThatThrownBy(node.dispatcher::record).isInstanceOf(StoreException.class);
            node.ends = ended -> {
                throw new OutOfMemoryError("pretended");
            };
            assertThatThrownBy(node.dispatcher::record).isInstanceOf(OutOfMemoryError.class);
            node.ends = ended -> {};
            node.dispatcher.record();

            assertThat(node.statuses(jobs)).containsExactly(JobStatus.COMPLETED);
            assertThat(node.lane.isIdle()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndThatCannotBeRecordedNowOutlivesAnErrorOfTheNext(Database database) {
        try (TradingNode node = new TradingNode(database, 2)) {
            List<JobId> jobs = ended(node, 2);
            node.ends = ended -> {
                if (ended.size() > 1) {
                    throw new StoreException("refused together, pretended");
                }
                if (ended.get(0).job().id().equals(jobs.get(0))) {
                    throw new StoreUnavailableException("away, pretended");
                }
                throw new OutOfMemoryError("pretended");
            };
            assertThatThrownBy(node.dispatcher::record).isInstanceOf(OutOfMemoryError.class);
            node.ends = ended -> {};
            node.dispatcher.record();

            assertThat(node.statuses(jobs)).containsOnly(JobStatus.COMPLETED);
            assertThat(node.lane.isIdle()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatHasASlotStaysItsNodesWhateverFailsAfterwards(Database database) {
        try (TradingNode node = new TradingNode(database, 2)) {
            List<JobId> jobs = node.enqueue(1);
            node.brought = DispatcherTests::withOneThatHasNoPlace;
            node.failingDisowns = 3;
            assertThatThrownBy(node.dispatcher::trade).isInstanceOf(IllegalStateException.class);

            assertThat(node.disowned).containsExactly(NOWHERE);
            node.brought = trade -> trade;
            node.runAll();
            node.dispatcher.record();
            assertThat(node.statuses(jobs)).containsExactly(JobStatus.COMPLETED);
        }
    }

    /** Jobs claimed ahead and jobs handed over when they are enqueued may start earlier, so many as are configured. */
    @ParameterizedTest
    @EnumSource
    void aSlotIsFilledFromTheStoreOnlyWithTheRecordOfTheJobThatFreedIt(Database database) {
        try (TradingNode node = new TradingNode(database, 1)) {
            List<JobId> jobs = node.enqueue(2);
            node.dispatcher.trade();
            assertThat(node.statuses(jobs)).containsExactly(JobStatus.EXECUTING, JobStatus.AVAILABLE);
            AtomicBoolean isFirst = new AtomicBoolean(true);
            node.roomForEvents = () -> {
                // The job ends just when the dispatcher is about to count its slots.
                if (isFirst.getAndSet(false)) {
                    node.runAll();
                }
                return true;
            };
            node.brought = trade -> {
                assertThat(node.statuses(jobs).get(0)).isEqualTo(JobStatus.COMPLETED);
                return trade;
            };
            node.dispatcher.trade();

            assertThat(node.statuses(jobs)).containsExactly(JobStatus.COMPLETED, JobStatus.EXECUTING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlotWhoseJobsEndCannotBeRecordedIsNotFilledFromTheStore(Database database) {
        try (TradingNode node = new TradingNode(database, 1)) {
            List<JobId> jobs = node.enqueue(2);
            node.dispatcher.trade();
            node.runAll();
            node.ends = ended -> {
                throw new StoreUnavailableException("away, pretended");
            };
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(node.dispatcher::trade).isInstanceOf(StoreUnavailableException.class);
                assertThat(node.lane.reserve(1)).isZero();
            }
            assertThat(node.statuses(jobs)).containsExactly(JobStatus.EXECUTING, JobStatus.AVAILABLE);
            node.ends = ended -> {};
            node.dispatcher.trade();

            assertThat(node.statuses(jobs)).containsExactly(JobStatus.COMPLETED, JobStatus.EXECUTING);
        }
    }

    private static List<JobId> ended(TradingNode node, int count) {
        List<JobId> jobs = node.enqueue(count);
        node.dispatcher.trade();
        node.runAll();
        assertThat(node.statuses(jobs)).containsOnly(JobStatus.EXECUTING);
        return jobs;
    }

    /** It stands for whatever fails when jobs have been handed out already. */
    private static Trade withOneThatHasNoPlace(Trade trade) {
        ClaimedJob one = trade.claimed().get(0);
        List<ClaimedJob> claimed = new ArrayList<>(trade.claimed());
        claimed.add(new ClaimedJob(
                new JobRef(NOWHERE, "elsewhere", "default"),
                "null",
                one.attempt(),
                one.limits(),
                one.claimedAt(),
                one.enqueuedBy(),
                null));
        return new Trade(trade.lost(), trade.busy(), claimed, trade.limited());
    }
}
