package dev.jobq.engine;

import dev.jobq.store.Move;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The threads behind a lane's slots: each runs one job after another, as long as the lane has one for it. */
final class Slots implements JobRunner.Slot {

    private static final Duration AFTER_BUG = Duration.ofSeconds(15);

    private final Lane lane;
    private final JobRunner runner;
    private final ExecutorService threads;

    Slots(Lane lane, JobRunner runner, ExecutorService threads) {
        this.lane = lane;
        this.runner = runner;
        this.threads = threads;
    }

    /** Starts a job in a slot that was taken for it; false if there is no thread to be had. */
    boolean start(Attempt attempt) {
        try {
            threads.execute(() -> {
                // The next slot, if there is a job for it: so all that may run do, and nobody starts more than one.
                lane.fill();
                work(attempt);
            });
            return true;
        } catch (RuntimeException | Error ex) {
            EngineLog.noThread(lane.terms().topic(), ex);
            return false;
        }
    }

    /** On the calling thread if there is no other. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RuntimeException | Error ex) {
            EngineLog.noThread(lane.terms().topic(), ex);
            task.run();
        }
    }

    void stop() {
        threads.shutdown();
    }

    @Override
    public void resume(Attempt attempt, Supplier<JobRunner.Run> conclusion) {
        execute(() -> work(after(attempt, guarded(attempt, conclusion))));
    }

    @Override
    public void report(@Nullable Finished finished) {
        lane.report(finished);
    }

    @Override
    public Executor threads() {
        return threads;
    }

    private void work(@Nullable Attempt first) {
        Attempt attempt = first;
        while (attempt != null) {
            Attempt current = attempt;
            attempt = after(current, guarded(current, () -> runner.run(current, this)));
        }
    }

    private static JobRunner.Run guarded(Attempt attempt, Supplier<JobRunner.Run> run) {
        try {
            return run.get();
        } catch (Throwable ex) {
            // Not the handler's failure, which the runner catches, but ours; the slot must not be lost over it.
            EngineLog.troubled("Running job " + attempt.id(), ex, true);
            return JobRunner.Run.over(attempt.conclude(Move.retry(AFTER_BUG, Failures.thrown(ex))));
        }
    }

    /** Goes on with the slot after an attempt: the next job for it, if there is one. */
    private @Nullable Attempt after(Attempt attempt, JobRunner.Run run) {
        if (run.keepsSlot()) {
            return null;
        }
        Attempt next = lane.next(attempt, run.finished());
        if (run.finished() == null) {
            lane.wake();
        }
        return next;
    }
}
