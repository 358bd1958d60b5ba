package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Enqueuer;
import dev.jobq.JobBulk.Rate;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobSelection;
import dev.jobq.JobTypes;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.BulkControl;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How fast bulk actions go. Time passes only where it is waited for, and while a batch is written. */
class BulkRateTests {

    private static final JobSelection ALL = JobSelection.of("mails");
    private static final Rate TEN_A_TENTH = new Rate(10, Duration.ofMillis(100));

    private final FakeTime time = new FakeTime();
    private final List<Long> acted = new ArrayList<>();
    private Duration batchTakes = Duration.ZERO;
    private JobStore store;
    private EventHub events;
    private StoreJobBulk bulk;

    @BeforeEach
    void enqueueThirty() {
        JacksonJsonCodec codec = new JacksonJsonCodec();
        ProcessId process = ProcessId.ofThisProcess(Instant.parse("2026-11-24T00:00:00Z"));
        Enqueuer self = new Enqueuer(process, "test", null, null, null);
        store = SqliteJobStore.open(
                SqliteTarget.memory(),
                new StoreSettings("jobq", StoreSettings.SchemaMode.CREATE, self, codec, null),
                CallerTransaction.NONE);
        events = new EventHub(store);
        JobTypes types = new HandlerJobTypes(HandlerRegistry.of(List.of(), codec), Map.of(), JobTypes.Options.NONE);
        JobQueue queue = new StoreJobQueue(store, events, types, codec, Admission.OPEN, () -> {});
        queue.enqueueAll(IntStream.range(0, 30)
                .mapToObj(i -> NewJob.of("mails", i).type("mail"))
                .toList());
        bulk = new StoreJobBulk(new Timed(store.bulk()), events, time);
    }

    @AfterEach
    void close() {
        events.close();
        store.close();
    }

    @Test
    void thirtyJobsAtTenATenthOfASecondWaitTwice() {
        assertThat(bulk.cancel(ALL, 1_000, TEN_A_TENTH)).isEqualTo(30);
        assertThat(time.pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
        assertNoWindowHoldsMoreThan(10, Duration.ofMillis(100));
    }

    @Test
    void whatABatchTakesIsNotWaitedForOnceMore() {
        batchTakes = Duration.ofMillis(70);
        assertThat(bulk.cancel(ALL, 1_000, TEN_A_TENTH)).isEqualTo(30);
        assertThat(time.pauses).containsExactly(Duration.ofMillis(30), Duration.ofMillis(30));
        assertNoWindowHoldsMoreThan(10, Duration.ofMillis(100));
    }

    @Test
    void eachActionKeepsToTheRate() {
        assertThat(bulk.cancel(ALL, 20, TEN_A_TENTH)).isEqualTo(20);
        assertThat(bulk.retry(ALL, 20, TEN_A_TENTH)).isEqualTo(20);
        assertThat(bulk.requeue(ALL, 20, TEN_A_TENTH)).isEqualTo(20);
        assertThat(bulk.delete(ALL, 20, TEN_A_TENTH)).isEqualTo(20);
        assertThat(time.pauses).isEqualTo(Collections.nCopies(4, Duration.ofMillis(100)));
    }

    @Test
    void withoutARateNothingIsWaitedFor() {
        assertThat(bulk.cancel(ALL, 1_000, Rate.UNLIMITED)).isEqualTo(30);
        assertThat(time.pauses).isEmpty();
    }

    /** Every window begins with a job: so it is enough to look at those that do. */
    private void assertNoWindowHoldsMoreThan(int jobs, Duration window) {
        assertThat(acted).isSorted();
        for (int i = jobs; i < acted.size(); i++) {
            assertThat(acted.get(i) - acted.get(i - jobs)).isGreaterThanOrEqualTo(window.toNanos());
        }
    }

    private static final class FakeTime implements Pace {

        private final List<Duration> pauses = new ArrayList<>();
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public boolean pause(CountDownLatch end, long nanos) {
            pauses.add(Duration.ofNanos(nanos));
            now += nanos;
            return false;
        }
    }

    /** The store's own, with the time of each job noted. */
    private final class Timed implements BulkControl {

        private final BulkControl target;

        Timed(BulkControl target) {
            this.target = target;
        }

        @Override
        public long newest() {
            return target.newest();
        }

        @Override
        public Found find(JobSelection selection, long after, long upTo) {
            return target.find(selection, after, upTo);
        }

        @Override
        public int act(Action action, JobSelection selection, Collection<JobId> jobs) {
            int touched = target.act(action, selection, jobs);
            acted.addAll(Collections.nCopies(touched, time.now));
            time.now += batchTakes.toNanos();
            return touched;
        }
    }
}
