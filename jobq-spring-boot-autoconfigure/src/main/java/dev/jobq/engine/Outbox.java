package dev.jobq.engine;

import dev.jobq.store.Move;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a lane's ended attempts are handed on, whatever happens, and counted until they are settled. */
final class Outbox {

    private final Consumer<Finished> ended;
    private final Appetite appetite;
    private int unsettled;

    Outbox(Consumer<Finished> ended, Appetite appetite) {
        this.ended = ended;
        this.appetite = appetite;
    }

    /** Ends an attempt that does not run. May wait for memory, so nobody calls it who has a lock that others need. */
    void end(Attempt attempt, Move move) {
        while (true) {
            try {
                hand(attempt.conclude(move));
                return;
            } catch (VirtualMachineError ex) {
                // Nobody else ends it.
                Unfailing.pause();
            }
        }
    }

    /** Hands on the end of an attempt, if it is one. May wait for memory, so nobody calls it who has a lock that others need. */
    void hand(@Nullable Finished finished) {
        while (!offer(finished)) {
            // Nobody else knows that it ended.
            Unfailing.pause();
        }
    }

    /** Hands on the end of an attempt, if it is one; false if there is no memory for it at the moment. */
    boolean offer(@Nullable Finished finished) {
        if (finished == null) {
            return true;
        }
        boolean isFollowed = finished.ended().attempt().line() != null || appetite.isLimited();
        if (isFollowed) {
            // Whoever comes after it can be claimed by the trade that records its end.
            appetite.signal();
        }
        count(1);
        try {
            ended.accept(finished);
            if (isFollowed) {
                // Once more: a trade that asked in between did not have the end.
                appetite.signal();
            }
            return true;
        } catch (VirtualMachineError ex) {
            count(-1);
            return false;
        }
    }

    /** One of them is settled. */
    void settled() {
        count(-1);
    }

    private synchronized void count(int more) {
        unsettled += more;
    }

    synchronized int size() {
        return unsettled;
    }

    boolean isEmpty() {
        return size() == 0;
    }
}
