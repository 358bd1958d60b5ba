package dev.jobq.benchmarks.prototype;

import dev.jobq.benchmarks.prototype.PostgresCycle.Options;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Measures moves on PostgreSQL: arguments of PostgresPrototype <plans|finish|retry|rescue|partial|depth|touch|ordered|wal|topics|guard|all> [rounds]. */
final class PostgresPrototype {

    private final PostgresStore store;
    private final int rounds;
    private final Bench[] bench = new Bench[1];

    private PostgresPrototype(PostgresStore store, int rounds) {
        this.store = store;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws Exception {
        String what = args.length > 0 ? args[0] : "all";
        try (PostgresStore store = new PostgresStore()) {
            PostgresPrototype prototype = new PostgresPrototype(store, args.length > 1 ? Integer.parseInt(args[1]) : 5);
            for (String one : what.equals("all")
                    ? "plans finish retry rescue partial depth touch ordered wal topics guard".split(" ", -1)
                    : what.split(",", -1)) {
                prototype.measure(one);
            }
        }
    }

    private PostgresPrototype cycle(String name, Consumer<Options> change) {
        if (bench[0] == null) {
            bench[0] = new Bench();
        }
        Bench current = bench[0];
        current.add(name, () -> new PostgresCycle(store, change).run(current));
        return this;
    }

    private void print(String title) throws Exception {
        bench[0].print(title, rounds);
        bench[0] = null;
    }

    private void measure(String what) throws Exception {
        switch (what) {
            case "finish" ->
                cycle("plain cycle", o -> {})
                        .cycle("finish by ctid and LATERAL", o -> o.finishByCtid = true)
                        .cycle("claim reads the job by LEFT JOIN, 5 columns", o -> o.claimByJoin = true)
                        .cycle("one statement for all kinds of end", o -> o.oneEndStatement = true)
                        .print("PostgreSQL: form of claim and finish");
            case "retry" -> {
                cycle("plain cycle", o -> {});
                for (int percent : new int[] {10, 50, 100}) {
                    cycle(percent + " % fail once, keep their place", o -> o.failPercent = percent);
                    cycle(percent + " % fail once, run_at moved", o -> {
                        o.failPercent = percent;
                        o.movePlace = true;
                    });
                }
                cycle(
                        "100 % fail once, keep their place, 100 B error",
                        o -> {
                            o.failPercent = 100;
                            o.error = PostgresCycle.PAYLOAD;
                        });
                print("PostgreSQL: retry");
            }
            case "plans" -> plans();
            case "rescue" -> rescue();
            case "partial" ->
                cycle("plain cycle, 100 end together", o -> {})
                        .cycle("end by 10", o -> o.endBatch = 10)
                        .cycle("end by 1", o -> o.endBatch = 1)
                        .cycle(
                                "80/10/10 complete/retry/discard, three statements",
                                o -> o.failPercent = o.discardPercent = 10)
                        .cycle("80/10/10 complete/retry/discard, one statement", o -> {
                            o.failPercent = o.discardPercent = 10;
                            o.oneEndStatement = true;
                        })
                        .print("PostgreSQL: partial completion");
            case "depth" ->
                cycle("plain cycle, no counters", o -> {})
                        .cycle("a delta row a statement, folded every 2 s", o -> o.deltas = true)
                        .print("PostgreSQL: depth counters");
            case "wal" ->
                cycle("done index btree (topic, status, finished_at)", o -> {})
                        .cycle("done index brin (finished_at)", o -> o.doneIndex = "USING brin (finished_at)")
                        .cycle("done without secondary index", o -> o.doneIndex = "")
                        .cycle("topic as int", o -> o.intTopic = true)
                        .print("PostgreSQL: log volume");
            case "topics" ->
                cycle("1 topic, plain", o -> {})
                        .cycle("1 topic, unnest + LATERAL", o -> o.topicsInOneClaim = true)
                        .cycle("10 topics, a claim each", o -> o.topics = 10)
                        .cycle("10 topics, unnest + LATERAL", o -> {
                            o.topics = 10;
                            o.topicsInOneClaim = true;
                        })
                        .print("PostgreSQL: one claim for many topics");
            case "guard" ->
                cycle("plain claim", o -> o.nodePerWorker = true)
                        .cycle("FOR KEY SHARE, a node row per claimer", o -> o.guarded = o.nodePerWorker = true)
                        .cycle("FOR KEY SHARE, 4 claimers on one node row", o -> o.guarded = true)
                        .print("PostgreSQL: claim guarded by the node row");
            case "ordered" -> {
                cycle("plain cycle", o -> {});
                Bench current = bench[0];
                current.add(
                        "order: key, 10,000 keys",
                        () -> new PostgresOrdered(store, 60_000, 10_000, false).run(current));
                current.add(
                        "order: key, a key per job",
                        () -> new PostgresOrdered(store, 60_000, 60_000, false).run(current));
                current.add(
                        "order: key, 10,000 keys, claim in finish's commit",
                        () -> new PostgresOrdered(store, 60_000, 10_000, true).run(current));
                current.add("order: fifo, one key", () -> new PostgresOrdered(store, 4_000, 1, false).run(current));
                current.add(
                        "order: fifo, one key, claim in finish's commit",
                        () -> new PostgresOrdered(store, 4_000, 1, true).run(current));
                print("PostgreSQL: ordered topics");
            }
            case "touch" -> PostgresTouch.print(store, rounds);
            default -> throw new IllegalArgumentException(what);
        }
    }

    /** Which side drives the delete of running rows, when the table was last analysed with so many rows in it. */
    private void plans() throws Exception {
        System.out.println(
                "\n## PostgreSQL: plan of a finish of 100 jobs by the statistics of jobq_running, 20,000 rows really there");
        Bench.line("%-24s %-16s %10s", "analysed at rows", "form", "ms");
        for (int rows : new int[] {-1, 0, 1, 10, 100, 10_000}) {
            for (String form : new String[] {PostgresStore.FINISH, PostgresStore.FINISH_BY_CTID}) {
                store.reset("text", "");
                try (Connection connection = store.connect();
                        var statement = connection.createStatement()) {
                    String insert =
                            "INSERT INTO jobq_running SELECT i, 'topic-0', 2, 1, 0, 1, now(), false, false FROM generate_series(%d, %d) i";
                    statement.execute("ALTER TABLE jobq_running SET (autovacuum_enabled = off)");
                    statement.execute(String.format(insert, 1, rows));
                    if (rows >= 0) {
                        statement.execute("VACUUM ANALYZE jobq_running");
                    }
                    statement.execute(String.format(insert, Math.max(rows, 0) + 1, 20_000));
                    double[] costs = new double[20];
                    PreparedStatement finish = connection.prepareStatement(form);
                    for (int i = 0; i < costs.length; i++) {
                        Object[][] arrays = new Object[4][100];
                        for (int j = 0; j < 100; j++) {
                            arrays[0][j] = 10_000L + i * 100L + j;
                            arrays[1][j] = 1L;
                            arrays[2][j] = (short) 1;
                        }
                        String[] types = {"bigint", "bigint", "smallint", "text"};
                        for (int j = 0; j < 4; j++) {
                            finish.setArray(j + 1, connection.createArrayOf(types[j], arrays[j]));
                        }
                        long start = System.nanoTime();
                        SqlitePrototype.check(finish.executeUpdate() == 100, "finished");
                        costs[i] = Bench.microsPer(start, 1000);
                    }
                    Bench.line(
                            "%-24s %-16s %10.2f",
                            rows < 0 ? "never" : "" + rows,
                            form.equals(PostgresStore.FINISH) ? "USING" : "ctid, LATERAL",
                            Bench.median(costs));
                }
            }
        }
    }

    private void rescue() throws Exception {
        System.out.println(
                "\n## PostgreSQL: rescue of a dead node beside a claimer (claim 100 + finish 100 in a loop)");
        Bench.line(
                "%-10s %12s %12s %24s %24s",
                "jobs held", "ms", "us/job", "claimer p50 ms before", "its longest during");
        for (int held : new int[] {64, 1_000, 10_000}) {
            double[] costs = new double[rounds];
            double[] before = new double[rounds];
            double[] during = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                double[] seen = rescue(held);
                costs[round] = seen[0];
                before[round] = seen[1];
                during[round] = seen[2];
            }
            Bench.line(
                    "%-10d %12.2f %12.2f %24.2f %24.2f",
                    held,
                    Bench.median(costs),
                    Bench.median(costs) * 1000 / held,
                    Bench.median(before),
                    Bench.median(during));
        }
    }

    private double[] rescue(int held) throws Exception {
        store.reset("text", "(topic, status, finished_at)");
        try (Connection connection = store.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO jobq_job SELECT i, 'topic-0', 'welcome', repeat('x', 100), 0, now(), now(), 1 FROM generate_series(1, 150000) i");
            statement.execute(
                    "INSERT INTO jobq_running SELECT i, 'topic-0', 2, 1, 0, 1, now(), false, false FROM generate_series(1, "
                            + held + ") i");
            statement.execute("INSERT INTO jobq_ready SELECT topic, rank, run_at, id FROM jobq_job WHERE id > " + held);
        }
        AtomicBoolean stop = new AtomicBoolean();
        List<long[]> loops = new ArrayList<>();
        double[] seen = new double[3];
        long[] window = new long[2];
        List<Callable<Void>> tasks = List.of(() -> claimer(stop, loops), () -> {
            java.util.concurrent.locks.LockSupport.parkNanos(400_000_000L);
            window[0] = System.nanoTime();
            try (Connection connection = store.connect();
                    PreparedStatement node = connection.prepareStatement(PostgresStore.RESCUE_NODE);
                    PreparedStatement jobs = connection.prepareStatement(PostgresStore.RESCUE_JOBS)) {
                connection.setAutoCommit(false);
                window[0] = System.nanoTime();
                node.setLong(1, 2);
                SqlitePrototype.check(node.executeUpdate() == 1, "node gone");
                jobs.setLong(1, 2);
                SqlitePrototype.check(jobs.executeUpdate() == held, "jobs rescued");
                connection.commit();
                window[1] = System.nanoTime();
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000L);
            stop.set(true);
            return null;
        });
        PostgresCycle.runAll(tasks);
        seen[0] = (window[1] - window[0]) / 1e6;
        seen[1] = Bench.median(loops.stream()
                .filter(l -> l[1] < window[0])
                .mapToDouble(l -> (l[1] - l[0]) / 1e6)
                .toArray());
        seen[2] = loops.stream()
                .filter(l -> l[1] >= window[0] && l[0] <= window[1])
                .mapToDouble(l -> (l[1] - l[0]) / 1e6)
                .max()
                .orElse(0);
        return seen;
    }

    private Void claimer(AtomicBoolean stop, List<long[]> loops) throws Exception {
        try (Connection connection = store.connect();
                PreparedStatement claim = connection.prepareStatement(PostgresStore.claim(false, true, true));
                PreparedStatement finish = connection.prepareStatement(PostgresStore.FINISH)) {
            while (!stop.get()) {
                long start = System.nanoTime();
                claim.setLong(1, 1);
                claim.setString(2, "topic-0");
                claim.setInt(3, 100);
                claim.setLong(4, 1);
                List<Long> jobs = new ArrayList<>();
                List<Long> fences = new ArrayList<>();
                try (ResultSet rows = claim.executeQuery()) {
                    while (rows.next()) {
                        jobs.add(rows.getLong(1));
                        fences.add(rows.getLong(3));
                    }
                }
                SqlitePrototype.check(!jobs.isEmpty(), "work left");
                finish.setArray(1, connection.createArrayOf("bigint", jobs.toArray()));
                finish.setArray(2, connection.createArrayOf("bigint", fences.toArray()));
                finish.setArray(
                        3,
                        connection.createArrayOf(
                                "smallint", jobs.stream().map(j -> (short) 1).toArray()));
                finish.setArray(4, connection.createArrayOf("text", new String[jobs.size()]));
                finish.executeUpdate();
                loops.add(new long[] {start, System.nanoTime()});
            }
        }
        return null;
    }
}
