package dev.jobq.engine;

/**
 * How many jobs a lane claims beyond its free slots: as many as its handlers finished during the last trade with the store,
 * so that slots need not wait for the next one, while slow handlers leave jobs to other nodes. Guarded by its lane.
 */
final class Appetite {

    private final int most;
    private int prefetch;
    private int wanted;
    private int finished;
    private boolean isStarved;
    /** Whether the store may have jobs: until a claim comes back short, and again after a signal. */
    private volatile boolean isHungry = true;

    /**
     * @param most the upper bound of what is claimed ahead
     */
    Appetite(int most) {
        this.most = most;
    }

    boolean isHungry() {
        return isHungry;
    }

    /** The store may have jobs. */
    void signal() {
        isHungry = true;
    }

    int prefetch() {
        return prefetch;
    }

    /** Claims nothing ahead until handlers are seen to be fast again. */
    void lose() {
        prefetch = 0;
    }

    boolean isTrading() {
        return wanted > 0;
    }

    /** Begins to ask for so many. */
    void ask(int room) {
        isHungry = false;
        wanted = room;
        finished = 0;
        isStarved = false;
    }

    /** Got so many. */
    void got(int claimed) {
        if (claimed >= wanted) {
            isHungry = true;
        }
        wanted = 0;
        // Slots that ran dry could have done more than they did.
        prefetch = Math.min(most, isStarved ? 2 * finished : finished);
    }

    /** Got no answer. */
    void failed() {
        wanted = 0;
        isHungry = true;
    }

    /** A handler finished. */
    void finished() {
        finished++;
    }

    /** A slot found nothing to do. */
    void starved() {
        isStarved = true;
    }
}
