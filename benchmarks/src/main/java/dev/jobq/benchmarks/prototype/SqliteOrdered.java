package dev.jobq.benchmarks.prototype;

import dev.jobq.benchmarks.prototype.SqliteStore.Claimed;
import java.util.List;

/** Ordered topics on SQLite: the write lock already orders commits, so the job's id is its position. */
final class SqliteOrdered {

    static final String ACTIVATE = "INSERT OR IGNORE INTO jobq_active_key VALUES (?, ?)";
    static final String BLOCK = "INSERT INTO jobq_blocked VALUES (?, ?, ?, ?)";
    static final String FIRST_TO_READY = """
            INSERT INTO jobq_ready SELECT b.topic, j.rank, j.run_at, b.job, NULL, NULL, NULL
              FROM (SELECT topic, job FROM jobq_blocked WHERE topic = ? AND key = ? ORDER BY position LIMIT 1) b
              CROSS JOIN jobq_job j ON j.id = b.job""";
    static final String FIRST_LEAVES = """
            DELETE FROM jobq_blocked WHERE topic = ?1 AND key = ?2
               AND position = (SELECT position FROM jobq_blocked WHERE topic = ?1 AND key = ?2 ORDER BY position LIMIT 1)""";
    static final String DEACTIVATE = "DELETE FROM jobq_active_key WHERE topic = ? AND key = ?";

    private static final String TOPIC = "emails";
    private static final String PAYLOAD = Bench.text(100);

    static double cycle(int jobs, int keys, int batch) throws Exception {
        try (SqliteStore store = new SqliteStore()) {
            long start = System.nanoTime();
            for (int first = 1; first <= jobs; first += 1_000) {
                store.begin();
                for (long id = first; id < first + 1_000; id++) {
                    enqueue(store, id, key(id, keys));
                }
                store.commit();
            }
            List<Claimed> held = List.of();
            do {
                store.begin();
                store.finishMany(held, SqliteStore.COMPLETED, jobs);
                for (Claimed job : held) {
                    advance(store, key(job.job(), keys));
                }
                held = store.claim(TOPIC, 1, batch, jobs);
                store.commit();
            } while (!held.isEmpty());
            double cost = Bench.microsPer(start, jobs);
            SqlitePrototype.check(store.count("jobq_done") == jobs, "all done");
            SqlitePrototype.check(store.count("jobq_active_key") == 0, "no key left active");
            return cost;
        }
    }

    private static void enqueue(SqliteStore store, long id, String key) throws Exception {
        store.run(SqliteStore.INSERT_JOB, id, TOPIC, PAYLOAD, id, id, key);
        if (store.run(ACTIVATE, TOPIC, key) == 1) {
            store.run(SqliteStore.INSERT_READY, TOPIC, id, id);
        } else {
            store.run(BLOCK, TOPIC, key, id, id);
        }
    }

    private static void advance(SqliteStore store, String key) throws Exception {
        if (store.run(FIRST_TO_READY, TOPIC, key) == 1) {
            store.run(FIRST_LEAVES, TOPIC, key);
        } else {
            store.run(DEACTIVATE, TOPIC, key);
        }
    }

    private static String key(long id, int keys) {
        return "customer-" + id % keys;
    }

    private SqliteOrdered() {}
}
