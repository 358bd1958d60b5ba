package dev.jobq.engine;

import dev.jobq.store.JobExchange.Limited;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs a lane claims beyond its free slots: as many as its handlers finish while it trades with the store, so that
 * slots need not wait for the next trade, while slow handlers leave jobs to other nodes. Guarded by its lane.
 */
final class Appetite {

    /** Between two trades there is some time as well. */
    private static final double ROOM_FOR_OVERHEAD = 2;

    private static final double ONE_SECOND = 1e9;

    private final int most;
    private int concurrency;
    private int prefetch;
    private int wanted;
    private long askedAt;
    private volatile boolean isLimited;
    private volatile boolean isNear;
    private volatile @Nullable Long againAt;
    private int finished;
    private long occupied;
    /** Nanoseconds that a job occupies a slot, and that a trade takes, both smoothed. */
    private double perJob = ONE_SECOND;

    private double perTrade;
    /** Whether the store may have jobs: until a claim comes back short, and again after a signal. */
    private volatile boolean isHungry = true;

    /**
     * @param concurrency how many slots there are
     * @param most the upper bound of what is claimed ahead
     */
    Appetite(int concurrency, int most) {
        this.concurrency = concurrency;
        this.most = most;
    }

    boolean isHungry() {
        Long at = againAt;
        return isHungry || (at != null && System.nanoTime() - at >= 0);
    }

    /** By what limits the topic is claimed; null for none. */
    void limit(@Nullable Limited limits) {
        isLimited = limits != null;
        isNear = limits != null && !limits.isFar();
        Duration again = limits == null ? null : limits.again();
        againAt = again == null ? null : (Long) (System.nanoTime() + again.toNanos());
    }

    /** Whether the topic has limits: then the end of each job may let another one start. */
    boolean isLimited() {
        return isLimited;
    }

    /** How long until the limits let more start; null if that is not known. */
    @Nullable Duration untilAgain() {
        Long at = againAt;
        return at == null ? null : Duration.ofNanos(Math.max(0, at - System.nanoTime()));
    }

    /** The store may have jobs. */
    void signal() {
        isHungry = true;
    }

    /** A job ended in the application's transaction, or was taken away: where limits hold, no trade tells that another may start. */
    void overUnrecorded() {
        if (isLimited) {
            isHungry = true;
        }
    }

    /** There are so many slots now. */
    void concurrency(int slots) {
        concurrency = slots;
    }

    int prefetch() {
        return isNear ? 0 : prefetch;
    }

    /** Claims nothing ahead until handlers are seen to be fast again. */
    void lose() {
        prefetch = 0;
        perJob = ONE_SECOND;
    }

    boolean isTrading() {
        return wanted > 0;
    }

    /** Begins to ask for so many. */
    void ask(int room) {
        isHungry = false;
        againAt = null;
        wanted = room;
        askedAt = System.nanoTime();
    }

    /** Got so many. */
    void got(int claimed) {
        if (claimed >= wanted) {
            isHungry = true;
        }
        wanted = 0;
        long took = System.nanoTime() - askedAt;
        perTrade = perTrade == 0 ? took : (perTrade + took) / 2;
        if (finished > 0) {
            perJob = (perJob + (double) occupied / finished) / 2;
            finished = 0;
            occupied = 0;
        }
        prefetch = (int) Math.min(most, ROOM_FOR_OVERHEAD * concurrency * perTrade / Math.max(1, perJob));
    }

    /** Got no answer. */
    void failed() {
        wanted = 0;
        isHungry = true;
    }

    /** A job has left its slot after so many nanoseconds. */
    void finished(long nanos) {
        finished++;
        occupied += nanos;
    }
}
