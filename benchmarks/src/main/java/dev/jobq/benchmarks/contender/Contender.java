package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.Database;
import java.util.ArrayList;
import java.util.List;

/** A way to use a queue: which one, and how it is set. */
public interface Contender {

    /** What a SQLite address is given for contenders that leave it to the user: WAL, full flushes, no upgrades of locks. */
    String SQLITE_SETTINGS = "journal_mode=WAL, synchronous=FULL, transaction_mode=IMMEDIATE, busy_timeout=10000";

    /** All of them, jobq first. */
    static List<Contender> all() {
        return List.of(
                new JobqContender(true),
                new JobqContender(false),
                new DbSchedulerContender(true),
                new DbSchedulerContender(false),
                new JobRunrContender(true),
                new JobRunrContender(false));
    }

    /** How each is set, a line each, and what else there is to say. */
    static List<String> configuration(List<Contender> contenders, String... more) {
        List<String> lines = new ArrayList<>();
        contenders.forEach(contender -> lines.add(contender.name() + ": " + contender.configuration()));
        lines.add("SQLite of db-scheduler and JobRunr: " + SQLITE_SETTINGS);
        lines.addAll(List.of(more));
        return lines;
    }

    /** Its name; one that runs at its defaults says so. */
    String name();

    /** What is set, and what is left as it is. */
    String configuration();

    /** Whether this is the best that its documentation allows, else its defaults. */
    boolean isTuned();

    /** How many jobs it runs at once. */
    int concurrency();

    /** How many jobs it fetches ahead of them, or at once where it keeps none. */
    int prefetch();

    /** What part of jobq's number of jobs keeps it busy for about as long. */
    double share();

    /** Opens it on an empty database, creating its tables; workers do not run yet. */
    OpenQueue open(Database database) throws Exception;

    /** Opens it on a database that another process has opened. */
    default OpenQueue join(Database database) throws Exception {
        return open(database);
    }
}
