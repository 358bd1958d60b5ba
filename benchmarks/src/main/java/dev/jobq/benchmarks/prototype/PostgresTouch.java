package dev.jobq.benchmarks.prototype;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A poll of held jobs: the longest untouched job with the tag goes to the back. */
final class PostgresTouch {

    static final String POLL = """
            UPDATE jobq_state SET touch = nextval('jobq_touch') WHERE job = (
              SELECT job FROM jobq_state WHERE tag = ? ORDER BY touch LIMIT 1 FOR UPDATE SKIP LOCKED)""";

    static void print(PostgresStore store, int rounds) throws Exception {
        System.out.println(
                "\n## PostgreSQL: poll of held jobs in touch order, a commit each, 1.5 s runs one after another on the same table");
        Bench.line("%-12s %8s %12s %12s %12s", "held jobs", "pollers", "us/poll", "polls/s", "last/first");
        for (int held : new int[] {1_000, 1_000_000}) {
            for (int pollers : new int[] {1, 4}) {
                store.reset("text", "");
                try (Connection connection = store.connect();
                        var statement = connection.createStatement()) {
                    statement.execute(
                            "INSERT INTO jobq_state SELECT i, '[\"WAITING\",1]', CASE i % 2 WHEN 0 THEN 'WAITING' ELSE 'ASSIGNED' END, i"
                                    + " FROM generate_series(1, " + held + ") i");
                }
                double[] costs = new double[Math.max(rounds, 3)];
                for (int round = 0; round < costs.length; round++) {
                    costs[round] = polls(store, pollers);
                }
                double cost = Bench.median(costs);
                Bench.line(
                        "%-12d %8d %12.1f %12.0f %12.2f",
                        held, pollers, cost, 1e6 / cost, costs[costs.length - 1] / costs[0]);
            }
        }
    }

    private static double polls(PostgresStore store, int pollers) throws Exception {
        long start = System.nanoTime();
        long[] counts = new long[pollers];
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < pollers; i++) {
            int me = i;
            tasks.add(() -> {
                counts[me] = pollUntil(store, start + 1_500_000_000L);
                return null;
            });
        }
        PostgresCycle.runAll(tasks);
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return Bench.microsPer(start, total);
    }

    private static long pollUntil(PostgresStore store, long end) throws SQLException {
        long count = 0;
        try (Connection connection = store.connect();
                PreparedStatement poll = connection.prepareStatement(POLL)) {
            while (System.nanoTime() < end) {
                poll.setString(1, "WAITING");
                count += poll.executeUpdate();
            }
        }
        return count;
    }

    private PostgresTouch() {}
}
