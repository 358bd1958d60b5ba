package dev.jobq.engine;

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
                fill();
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
        execute(() -> work(goOn(attempt, conclusion)));
    }

    @Override
    public void report(@Nullable Finished finished) {
        lane.outbox().hand(finished);
    }

    @Override
    public Executor threads() {
        return threads;
    }

    /** Decides where the job of an attempt goes. */
    Verdict verdict(Attempt attempt) {
        return runner.verdict(attempt);
    }

    private void work(@Nullable Attempt first) {
        Attempt attempt = first;
        while (attempt != null) {
            attempt = goOn(attempt, null);
        }
    }

    /** The next slot, if there is a job for it: so all that may run do, and nobody starts more than one. */
    private void fill() {
        try {
            lane.fill();
        } catch (VirtualMachineError ex) {
            // The lane tries again by itself; what has a slot must not lose it.
            EngineLog.noThread(lane.terms().topic(), ex);
        }
    }

    /** Runs an attempt, or what follows its handle. The slot is not lost, whatever happens: the next job for it, if any. */
    private @Nullable Attempt goOn(Attempt attempt, @Nullable Supplier<JobRunner.Run> conclusion) {
        Finished finished;
        try {
            JobRunner.Run run = conclusion == null ? runner.run(attempt, this) : conclusion.get();
            if (run.keepsSlot()) {
                return null;
            }
            finished = run.finished();
        } catch (Throwable ex) {
            finished = failed(attempt, ex);
        }
        Attempt next = lane.next(attempt, finished);
        if (finished == null) {
            lane.wake();
        }
        return next;
    }

    /** Not the handler's failure, which the runner catches, but ours. */
    private @Nullable Finished failed(Attempt attempt, Throwable error) {
        EngineLog.troubled("Running a job", error, true);
        while (true) {
            try {
                return attempt.conclude(verdict(attempt).onTrouble(error, AFTER_BUG));
            } catch (VirtualMachineError ex) {
                Unfailing.pause();
            }
        }
    }
}
