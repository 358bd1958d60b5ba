package dev.jobq.queue;

import dev.jobq.JobId;
import dev.jobq.JobResult;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a caller waits on for one job's end. One that nobody refers to, and on which no stage depends, is garbage and is
 * forgotten; once a stage depends on it it is kept, for the stage alone does not refer to it. Ended from outside, say
 * cancelled, it is forgotten at once.
 */
final class Waiter extends CompletableFuture<JobResult> {

    private final Place place;
    private final Consumer<Place> forget;

    /**
     * One more who waits.
     *
     * @param garbage gets the places whose waiters nobody refers to any more
     * @param forget is told of a place whose waiter was ended, by whomever
     */
    Waiter(JobId job, ReferenceQueue<Waiter> garbage, Consumer<Place> forget) {
        this.place = new Place(this, job, garbage);
        this.forget = forget;
    }

    Place place() {
        return place;
    }

    @Override
    public boolean complete(JobResult result) {
        return left(super.complete(result));
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        return left(super.completeExceptionally(cause));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return left(super.cancel(mayInterruptIfRunning));
    }

    private boolean left(boolean isFirst) {
        if (isFirst) {
            forget.accept(place);
        }
        return isFirst;
    }

    /** Called for each stage that is made to depend on this. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        place.pin(this);
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<JobResult> minimalCompletionStage() {
        place.pin(this);
        return super.minimalCompletionStage();
    }

    /** Called when this is combined with another stage. */
    @Override
    public CompletableFuture<JobResult> toCompletableFuture() {
        place.pin(this);
        return this;
    }

    /** A waiter as long as somebody refers to it. */
    static final class Place extends WeakReference<Waiter> {

        private final JobId job;
        private volatile @Nullable Waiter pinned;

        private Place(Waiter waiter, JobId job, ReferenceQueue<Waiter> garbage) {
            super(waiter, garbage);
            this.job = job;
        }

        JobId job() {
            return job;
        }

        private void pin(Waiter waiter) {
            pinned = waiter;
        }

        /** Keeps it if anything depends on it in a way that was not told, as {@code allOf} does; whether it is still wanted. */
        boolean isWanted() {
            Waiter waiter = get();
            if (waiter != null && pinned == null && waiter.getNumberOfDependents() > 0) {
                pinned = waiter;
            }
            return waiter != null && !waiter.isDone();
        }
    }
}
