package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.store.StoreSignals;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that looks for ends, where it cannot be had, fails, or dies. */
@Timeout(60)
class EndWatchTests {

    private static final JobId JOB = new JobId(7);

    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    private final BlockingQueue<JobId> looks = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger(1);

    private EndWatch watch;

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void aThreadThatCannotBeHadIsTriedAgainByTheNextWhoWaits() throws Exception {
        watch = watch(
                new OutOfMemoryError("pretended"),
                task -> failures.getAndDecrement() > 0
                        ? new Thread(task) {
                            @Override
                            public synchronized void start() {
                                throw new OutOfMemoryError("pretended");
                            }
                        }
                        : thread(task));
        assertThatThrownBy(() -> watch.lookAt(JOB)).isInstanceOf(OutOfMemoryError.class);
        watch.lookAt(JOB);
        assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(JOB);
    }

    @Test
    void whoeverWaitsIsToldAlsoWhereListeningFailsAtFirst() throws Exception {
        watch = watch(new OutOfMemoryError("pretended"), this::thread);
        watch.lookAt(JOB);
        assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(JOB);
        assertThat(threads).hasSize(1);
    }

    @Test
    void aThreadThatDiedIsReplacedForTheNextWhoWaits() throws Exception {
        OutOfMemoryError untold = new OutOfMemoryError() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new OutOfMemoryError("still pretended");
            }
        };
        watch = watch(untold, this::thread);
        watch.lookAt(JOB);
        threads.take().join();
        watch.lookAt(JOB);
        assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(JOB);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "jobq-waiters");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((died, error) -> {});
        threads.add(thread);
        return thread;
    }

    /** One whose first listening fails, unless something else has. */
    private EndWatch watch(Error failure, ThreadFactory factory) {
        return new EndWatch(new Signals(failure), new One(), factory);
    }

    private final class One implements EndWatch.Waiting {
        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public boolean contains(JobId job) {
            return true;
        }

        @Override
        public void look(Collection<JobId> jobs) {
            looks.addAll(jobs);
        }

        @Override
        public void storeClosed() {}
    }

    private final class Signals implements StoreSignals {

        private final Error failure;

        Signals(Error failure) {
            this.failure = failure;
        }

        @Override
        public Subscription listenForEnds(EndListener listener) {
            if (failures.getAndDecrement() > 0) {
                throw failure;
            }
            return () -> {};
        }

        @Override
        public Subscription listen(Listener listener) {
            return () -> {};
        }

        @Override
        public boolean areHeard() {
            return false;
        }

        @Override
        public Hearing hearing() {
            return Hearing.OFF;
        }
    }
}
