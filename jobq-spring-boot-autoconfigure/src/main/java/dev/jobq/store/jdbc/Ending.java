package dev.jobq.store.jdbc;

import dev.jobq.JobStatus;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Move;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written for an ended attempt; the same on both dialects.
 *
 * @param ended the attempt
 * @param from the status it was in, EXECUTING or LAUNCHED
 * @param move where its job goes; a job whose cancel was requested goes nowhere but to an end
 */
public record Ending(EndedAttempt ended, JobStatus from, Move move) {

    /** The reason of jobs that are cancelled because somebody asked while they ran. */
    public static final String ON_REQUEST = "cancelled on request";

    /** What to write, knowing what the running row said. */
    public static Ending of(EndedAttempt ended, boolean isLaunched, boolean isCancelRequested) {
        Move move = ended.move();
        if (isCancelRequested && !move.to().isEnded()) {
            move = new Move(JobStatus.CANCELLED, true, null, null, move.error(), ON_REQUEST);
        }
        return new Ending(ended, isLaunched ? JobStatus.LAUNCHED : JobStatus.EXECUTING, move);
    }

    /** The new status. */
    public JobStatus to() {
        return move.to();
    }

    /** The line whose head the job was and is no more. */
    public Optional<Line> leftLine() {
        String line = ended.attempt().line();
        return line != null && move.leavesLine()
                ? Optional.of(new Line(ended.job().topic(), line))
                : Optional.empty();
    }

    /** The job that is to enter its line again, after those that wait in it. */
    public Optional<Waiter> toBackOfLine() {
        String line = ended.attempt().line();
        return line != null && move.isToBack()
                ? Optional.of(new Waiter(ended.job(), JobStatus.SCHEDULED, line))
                : Optional.empty();
    }

    /** What the job's row carries on: in done the last attempt's number, else how many count so far. */
    public int attempt() {
        int number = ended.attempt().number();
        return to().isEnded() || move.isCharged() ? number : number - 1;
    }

    /** Whether the attempt gets a row of its own: not if it was the first and succeeded, for the done row tells all. */
    public boolean isLogged() {
        return ended.attempt().fence() > 1 || to() != JobStatus.COMPLETED;
    }

    /** Processor time in microseconds, or null. */
    public @Nullable Long cpuMicros() {
        long nanos = ended.report().cpuNanos();
        return nanos < 0 ? null : Long.valueOf(nanos / 1_000);
    }

    /** Bytes allocated, or null. */
    public @Nullable Long allocated() {
        long bytes = ended.report().allocatedBytes();
        return bytes < 0 ? null : Long.valueOf(bytes);
    }
}
