package dev.jobq.benchmarks.chaos;

import java.util.List;
import java.util.Locale;

/** What may happen in a round of {@link ChaosRun}. */
enum Blow {
    KILL_WORKER,
    FREEZE_WORKER,
    STOP_WORKER,
    KILL_ENQUEUER,
    BREAK_CONNECTIONS,
    CUT_CONNECTIONS,
    LOSE_ANSWERS,
    CRASH_SERVER;

    /** Each as often as it is to be drawn. */
    static final List<Blow> DRAWN = List.of(
            KILL_WORKER,
            KILL_WORKER,
            KILL_WORKER,
            KILL_WORKER,
            FREEZE_WORKER,
            FREEZE_WORKER,
            STOP_WORKER,
            KILL_ENQUEUER,
            BREAK_CONNECTIONS,
            CUT_CONNECTIONS,
            LOSE_ANSWERS,
            CRASH_SERVER);

    /** Its name on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it takes a server between the processes and their data. */
    boolean isOfServer() {
        return compareTo(BREAK_CONNECTIONS) >= 0;
    }
}
