package dev.jobq.engine;

import dev.jobq.store.JobExchange.Wanted;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** For how many more jobs a lane has room. Guarded by it. */
final class Room {

    private final Terms terms;
    private final Appetite appetite;
    private final TakenSlots taken;
    private final Collection<Attempt> waiting;
    private final Outbox outbox;

    /**
     * @param waiting the jobs that wait for a slot
     */
    Room(Terms terms, Appetite appetite, TakenSlots taken, Collection<Attempt> waiting, Outbox outbox) {
        this.terms = terms;
        this.appetite = appetite;
        this.taken = taken;
        this.waiting = waiting;
        this.outbox = outbox;
    }

    /** Whether there is some, and the store may have jobs. */
    boolean isWanted() {
        return appetite.isHungry() && size() > 0;
    }

    /** Asks for as many; null if for none. */
    @Nullable Wanted ask() {
        if (!isWanted()) {
            return null;
        }
        int size = size();
        appetite.ask(size);
        return new Wanted(terms.topic(), size, Math.max(0, terms.concurrency() - taken.count() - waiting.size()));
    }

    /** How many slots are free that nobody else may be waiting for. */
    int idleSlots() {
        boolean isIdle =
                !terms.isShut() && !appetite.isHungry() && !appetite.isTrading() && waiting.isEmpty() && !isBehind();
        return isIdle ? Math.max(0, terms.concurrency() - taken.count()) : 0;
    }

    @Nullable Duration untilAgain() {
        return size() > 0 ? appetite.untilAgain() : null;
    }

    private int size() {
        int most = terms.isShut() || isBehind() ? 0 : terms.concurrency() + appetite.prefetch();
        return most - taken.count() - waiting.size();
    }

    /** Whether more attempts have ended than were settled in time. */
    private boolean isBehind() {
        return outbox.size() > terms.concurrency() + terms.prefetch();
    }
}
