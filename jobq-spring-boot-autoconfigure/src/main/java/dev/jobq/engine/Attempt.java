package dev.jobq.engine;

import dev.jobq.Fire;
import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.ProcessId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobReader;
import dev.jobq.store.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job, from its claim to its end. It is concluded exactly once: by its handler, by its timeout, by a stop, or by
 * the loss of its fence; only the first of them counts. Its slot is free when its thread or handle has really ended, which
 * may be later.
 */
final class Attempt implements JobContext {

    private final ClaimedJob claimed;
    private final Registration registration;
    private final AttemptLog log;
    private final JobReader reader;
    private final JointEnd jointEnd;
    private final long receivedAt = System.nanoTime();
    private final AtomicBoolean isConcluded = new AtomicBoolean();
    private volatile boolean isStopRequested;
    private volatile boolean isCancelRequested;
    private volatile long beganAt = receivedAt;
    private final AttemptThread thread = new AttemptThread();
    private volatile @Nullable LaunchedHandle handle;
    private @Nullable Future<?> timeout;

    Attempt(ClaimedJob claimed, Registration registration, AttemptLog log, JobReader reader, JointEnds jointEnds) {
        this.claimed = claimed;
        this.registration = registration;
        this.log = log;
        this.reader = reader;
        this.jointEnd = new JointEnd(this, jointEnds);
    }

    ClaimedJob claimed() {
        return claimed;
    }

    JobRef ref() {
        return claimed.job();
    }

    Registration registration() {
        return registration;
    }

    /** How long ago it was claimed. */
    Duration sinceClaim() {
        return Duration.ofNanos(System.nanoTime() - receivedAt);
    }

    /** How long ago it began. */
    long nanosSinceBegin() {
        return System.nanoTime() - beganAt;
    }

    /** Whether its deadline has passed in this time from now, by the store's clock. */
    boolean isTooLate(Duration fromNow) {
        Instant deadline = claimed.deadline();
        if (deadline == null) {
            return false;
        }
        // Not the end of the delay, for which there may be no date.
        Instant now = claimed.claimedAt().plusNanos(System.nanoTime() - receivedAt);
        return fromNow.compareTo(Duration.between(now, deadline)) >= 0;
    }

    /** Takes the calling thread; false if it was concluded before, or its fence is gone. */
    boolean begin() {
        if (!thread.enter(this::isOpen)) {
            return false;
        }
        beganAt = System.nanoTime();
        return true;
    }

    /** Whether it ever had a thread. */
    boolean hasBegun() {
        return thread.wasThere();
    }

    /** Lets the thread go, free of interrupts; a second call does nothing. */
    void leave() {
        thread.leave();
    }

    /** Goes on in a long-running handle. */
    void launch(LaunchedHandle launched) {
        handle = launched;
        if (isStopRequested) {
            cancelHandle();
        }
    }

    boolean isLaunched() {
        return handle != null;
    }

    /** Keeps the task that ends it when it takes too long. */
    synchronized void timeout(Future<?> task) {
        timeout = task;
        if (isConcluded.get()) {
            task.cancel(false);
        }
    }

    synchronized void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    /** Asks it to end as cancelled. */
    void requestCancel() {
        isCancelRequested = true;
        // What waits for its commit only, or is over, has ended before it was cancelled.
        if (!jointEnd.isWritten()) {
            interrupt();
        }
    }

    boolean isCancelRequested() {
        return isCancelRequested;
    }

    /** Interrupts its thread or has its handle cancelled; never waits for the application. */
    void interrupt() {
        isStopRequested = true;
        thread.interrupt();
        cancelHandle();
    }

    /** Where its thread is. */
    StackTraceElement[] stack() {
        return thread.stack();
    }

    /** Ends it; null if something else ended it before. */
    @Nullable Finished conclude(Move decided) {
        // Made before, as nothing may fail between: only the first who ends it tells of it.
        Supplier<Finished> end = () -> new Finished(this, ending(decided, log.close()));
        if (!isConcluded.compareAndSet(false, true)) {
            return null;
        }
        cancelTimeout();
        return Unfailing.get(end);
    }

    /** Ends it, as its end is recorded already. */
    void concludeRecorded() {
        isConcluded.set(true);
        cancelTimeout();
        log.close();
    }

    /** How it would end now, to be recorded with what the handler did; it goes on until that is committed. */
    EndedAttempt endingNow(Move decided) {
        return ending(decided, log.stats());
    }

    /** Whether it ended, by its timeout or the loss of its fence if its thread is still there. */
    boolean isOver() {
        return isConcluded.get();
    }

    /** Whether something else ended it, and its thread or handle goes on. */
    boolean isStuck() {
        LaunchedHandle launched = handle;
        boolean goesOn = thread.isThere() || (launched != null && !launched.isDone());
        return goesOn && isConcluded.get() && !jointEnd.isCommitted();
    }

    /** Whether it may still end its job. */
    boolean isOpen() {
        return !isConcluded.get() && registration.holds();
    }

    /** What is recorded of it in transactions of the application's. */
    JointEnd jointEnd() {
        return jointEnd;
    }

    private EndedAttempt ending(Move decided, @Nullable String stats) {
        Duration delay = decided.delay();
        Move move = delay != null && isTooLate(delay) ? decided.tooLate() : decided;
        Instant startedAt = claimed.claimedAt().plusNanos(beganAt - receivedAt);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - beganAt);
        ResourceMeter.Usage usage = thread.usage();
        EndedAttempt.Report report =
                new EndedAttempt.Report(startedAt, elapsed, usage.cpuNanos(), usage.allocatedBytes(), stats);
        return new EndedAttempt(claimed.job(), claimed.attempt(), move, report);
    }

    /** Ends it without a trace, as its fence is gone or about to go, and interrupts it. */
    void abandon() {
        if (isConcluded.compareAndSet(false, true)) {
            cancelTimeout();
            log.close();
        }
        interrupt();
    }

    private void cancelHandle() {
        LaunchedHandle launched = handle;
        if (launched != null) {
            launched.cancel(failure -> EngineLog.handleNotCancelled(ref(), failure));
        }
    }

    @Override
    public JobId id() {
        return ref().id();
    }

    @Override
    public String topic() {
        return ref().topic();
    }

    @Override
    public String type() {
        return ref().type();
    }

    @Override
    public int attempt() {
        return claimed.attempt().number();
    }

    @Override
    public long fence() {
        return claimed.attempt().fence();
    }

    @Override
    public ProcessId worker() {
        return registration.worker();
    }

    @Override
    public Optional<Job> job() {
        return reader.get(id());
    }

    @Override
    public Optional<Fire> fire() {
        return reader.fire(id());
    }

    @Override
    public boolean cancelled() {
        return isStopRequested || !registration.holds();
    }

    @Override
    public void progress(long done, long total) {
        log.progress(done, total);
    }

    @Override
    public void step(String name) {
        log.step(name);
    }

    @Override
    public void log(Level level, String message) {
        log.message(level, message);
    }

    @Override
    public void stat(String name, double value) {
        log.stat(name, value);
    }

    @Override
    public void completeInTransaction(@Nullable Object result) {
        jointEnd.complete(result);
    }
}
