package dev.jobq.benchmarks.prototype;

import dev.jobq.benchmarks.prototype.SqliteStore.Claimed;
import java.util.ArrayList;
import java.util.List;

/** Measures moves on SQLite: arguments of SqlitePrototype <cycle|retry|rescue|partial|depth|touch|ordered|all> [rounds]. */
final class SqlitePrototype {

    private static final int JOBS = 50_000;
    private static final int BATCH = 100;
    private static final String TOPIC = "emails";
    private static final String PAYLOAD = Bench.text(100);
    private static final String ERROR = Bench.text(2_000);

    /** What a run does differently from the plain cycle. */
    private record Options(
            int failPercent,
            boolean movePlace,
            int endBatch,
            boolean oneByOne,
            boolean mixed,
            boolean counter,
            String error,
            boolean claimReturning) {
        static final Options PLAIN = new Options(0, false, BATCH, false, false, false);

        Options(int failPercent, boolean movePlace, int endBatch, boolean oneByOne, boolean mixed, boolean counter) {
            this(failPercent, movePlace, endBatch, oneByOne, mixed, counter, ERROR, false);
        }
    }

    public static void main(String[] args) throws Exception {
        String what = args.length > 0 ? args[0] : "all";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        boolean all = what.equals("all");
        if (all || what.equals("cycle")) {
            new Bench()
                    .add("plain cycle, json_each finish", () -> cycle(Options.PLAIN))
                    .add(
                            "plain cycle, finish row by row",
                            () -> cycle(new Options(0, false, BATCH, true, false, false)))
                    .add(
                            "plain cycle, claim by DELETE RETURNING",
                            () -> cycle(new Options(0, false, BATCH, false, false, false, ERROR, true)))
                    .print("SQLite: plain cycle", rounds);
        }
        if (all || what.equals("retry")) {
            Bench bench = new Bench().add("plain cycle", () -> cycle(Options.PLAIN));
            for (int percent : new int[] {10, 50, 100}) {
                bench.add(
                        percent + " % fail once, keep their place",
                        () -> cycle(new Options(percent, false, BATCH, false, false, false)));
                bench.add(
                        percent + " % fail once, run_at moved",
                        () -> cycle(new Options(percent, true, BATCH, false, false, false)));
            }
            bench.add(
                    "100 % fail once, keep their place, 100 B error",
                    () -> cycle(new Options(100, false, BATCH, false, false, false, PAYLOAD, false)));
            bench.print("SQLite: retry", rounds);
        }
        if (all || what.equals("rescue")) {
            rescue(rounds);
        }
        if (all || what.equals("partial")) {
            Bench bench = new Bench().add("plain cycle, 100 end together", () -> cycle(Options.PLAIN));
            bench.add("end by 10, a transaction each", () -> cycle(new Options(0, false, 10, false, false, false)));
            bench.add("end by 1, a transaction each", () -> cycle(new Options(0, false, 1, true, false, false)));
            bench.add(
                    "80 complete, 10 retry, 10 discard",
                    () -> cycle(new Options(10, false, BATCH, false, true, false)));
            bench.add("90 complete, 10 retry", () -> cycle(new Options(10, false, BATCH, false, false, false)));
            bench.print("SQLite: partial completion", rounds);
        }
        if (all || what.equals("depth")) {
            new Bench()
                    .add("plain cycle, no counters", () -> cycle(Options.PLAIN))
                    .add(
                            "one counter UPDATE a transaction and topic",
                            () -> cycle(new Options(0, false, BATCH, false, false, true)))
                    .print("SQLite: depth counters", rounds);
        }
        if (all || what.equals("touch")) {
            touch(rounds);
        }
        if (all || what.equals("ordered")) {
            new Bench()
                    .add("plain cycle", () -> cycle(Options.PLAIN))
                    .add("order: key, 10,000 keys", () -> SqliteOrdered.cycle(JOBS, 10_000, BATCH))
                    .add("order: key, a key per job", () -> SqliteOrdered.cycle(JOBS, JOBS, BATCH))
                    .add("order: fifo, one key", () -> SqliteOrdered.cycle(JOBS / 5, 1, BATCH))
                    .print("SQLite: ordered topics", rounds);
        }
    }

    private static double cycle(Options options) throws Exception {
        try (SqliteStore store = new SqliteStore()) {
            long start = System.nanoTime();
            for (int id = 1; id <= JOBS; id += 1_000) {
                store.begin();
                store.enqueue(TOPIC, id, 1_000, PAYLOAD);
                count(store, options, 1_000, 0, 0);
                store.commit();
            }
            drain(store, options);
            double cost = Bench.microsPer(start, JOBS);
            check(store.count("jobq_done") == JOBS, "all done");
            return cost;
        }
    }

    private static void drain(SqliteStore store, Options options) throws Exception {
        List<Claimed> held = List.of();
        long now = JOBS;
        boolean more = true;
        while (more) {
            now++;
            if (options.endBatch < BATCH) { // each group of ends commits alone
                for (int i = 0; i < held.size(); i += options.endBatch) {
                    store.begin();
                    end(store, options, held.subList(i, Math.min(held.size(), i + options.endBatch)), now);
                    store.commit();
                }
                held = List.of();
            }
            store.begin();
            end(store, options, held, now);
            List<Claimed> next = options.claimReturning
                    ? store.claimReturning(TOPIC, 1, BATCH, now)
                    : store.claim(TOPIC, 1, BATCH, now);
            count(store, options, -next.size(), next.size() - held.size(), held.size());
            store.commit();
            if (next.size() < BATCH && options.failPercent > 0) {
                boolean staged = true;
                while (staged) {
                    store.begin();
                    staged = store.stage(now, 1_000) > 0;
                    store.commit();
                    more |= staged;
                }
                more = !next.isEmpty() || store.count("jobq_ready") > 0;
            } else {
                more = !next.isEmpty();
            }
            held = next;
        }
    }

    private static void end(SqliteStore store, Options options, List<Claimed> jobs, long now) throws Exception {
        if (options.failPercent == 0) {
            if (options.oneByOne) {
                store.finishOneByOne(jobs, SqliteStore.COMPLETED, now);
            } else {
                store.finishMany(jobs, SqliteStore.COMPLETED, now);
            }
            return;
        }
        List<Claimed> completed = new ArrayList<>();
        List<Claimed> failed = new ArrayList<>();
        List<Claimed> discarded = new ArrayList<>();
        for (Claimed job : jobs) {
            int dice = (int) (job.job() * 7919 % 100);
            if (job.attempt() == 1 && dice < options.failPercent) {
                failed.add(job);
            } else {
                (options.mixed && dice >= 90 ? discarded : completed).add(job);
            }
        }
        store.finishMany(completed, SqliteStore.COMPLETED, now);
        store.finishMany(discarded, SqliteStore.DISCARDED, now);
        store.fail(failed, options.error, now, options.movePlace);
    }

    private static void count(SqliteStore store, Options options, int ready, int running, int done) throws Exception {
        if (options.counter) {
            store.run(
                    "UPDATE jobq_topic SET ready = ready + ?, running = running + ?, done = done + ? WHERE topic = ?",
                    ready,
                    running,
                    done,
                    TOPIC);
        }
    }

    private static void rescue(int rounds) throws Exception {
        System.out.println("\n## SQLite: rescue of a dead node, one transaction, 10,000 jobs running elsewhere");
        Bench.line("%-12s %12s %12s", "jobs held", "ms", "us/job");
        for (int held : new int[] {64, 1_000, 10_000}) {
            double[] costs = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                try (SqliteStore store = new SqliteStore()) {
                    store.begin();
                    store.enqueue(TOPIC, 1, 50_000, PAYLOAD);
                    store.claim(TOPIC, 1, 10_000, 1);
                    store.claim(TOPIC, 2, held, 1);
                    store.commit();
                    long start = System.nanoTime();
                    store.begin();
                    check(store.rescue(2) == held, "rescued");
                    store.commit();
                    costs[round] = Bench.microsPer(start, 1);
                }
            }
            Bench.line("%-12d %12.2f %12.2f", held, Bench.median(costs) / 1000, Bench.median(costs) / held);
        }
    }

    private static void touch(int rounds) throws Exception {
        System.out.println("\n## SQLite: poll of held jobs in touch order, us a poll");
        Bench.line("%-12s %18s %18s", "held jobs", "100 a transaction", "1 a transaction");
        for (int held : new int[] {1_000, 1_000_000}) {
            try (SqliteStore store = new SqliteStore()) {
                store.begin();
                for (int id = 1; id <= held; id++) {
                    store.run(
                            "INSERT INTO jobq_state VALUES (?, ?, ?, ?)",
                            id,
                            "[\"WAITING\",1]",
                            id % 2 == 0 ? "WAITING" : "ASSIGNED",
                            id);
                }
                store.commit();
                long[] touch = {held};
                double[] grouped = new double[rounds];
                double[] single = new double[rounds];
                for (int round = 0; round < rounds; round++) {
                    grouped[round] = polls(store, touch, 50_000, 100);
                    single[round] = polls(store, touch, 5_000, 1);
                }
                Bench.line("%-12d %18.2f %18.2f", held, Bench.median(grouped), Bench.median(single));
            }
        }
    }

    private static double polls(SqliteStore store, long[] touch, int polls, int group) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < polls; i += group) {
            store.begin();
            for (int j = 0; j < group; j++) {
                check(
                        store.run(
                                        "UPDATE jobq_state SET touch = ? WHERE job = "
                                                + "(SELECT job FROM jobq_state WHERE tag = ? ORDER BY touch LIMIT 1)",
                                        ++touch[0],
                                        "WAITING")
                                == 1,
                        "polled");
            }
            store.commit();
        }
        return Bench.microsPer(start, polls);
    }

    static void check(boolean fact, String what) {
        if (!fact) {
            throw new IllegalStateException("not so: " + what);
        }
    }

    private SqlitePrototype() {}
}
