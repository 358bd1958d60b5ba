package dev.jobq.benchmarks.prototype;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The full cycle on PostgreSQL: 2 producers × 100 and 4 workers × 100 at once, each on its own connection. */
final class PostgresCycle {

    record Claimed(long job, int attempt, long fence, Object topic) {}

    /** How a cycle differs from the plain one. */
    static final class Options {
        int jobs = 60_000;
        int failPercent;
        int discardPercent;
        boolean movePlace;
        String error = ERROR;
        int endBatch = 100;
        boolean oneEndStatement;
        boolean deltas;
        boolean guarded;
        boolean nodePerWorker;
        boolean finishByCtid;
        boolean claimByJoin;
        int topics = 1;
        boolean topicsInOneClaim;
        boolean intTopic;
        String doneIndex = "(topic, status, finished_at)";
    }

    static final String PAYLOAD = Bench.text(100);
    private static final String ERROR = Bench.text(2_000);

    private final PostgresStore store;
    private final Options options = new Options();
    private final AtomicLong done = new AtomicLong();

    PostgresCycle(PostgresStore store, Consumer<Options> change) {
        this.store = store;
        change.accept(options);
    }

    double run(Bench bench) throws Exception {
        store.reset(options.intTopic ? "int" : "text", options.doneIndex);
        long wal = store.wal();
        long start = System.nanoTime();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> produce(options.jobs / 2));
        }
        for (int i = 1; i <= 4; i++) {
            int node = options.nodePerWorker ? i : 1;
            tasks.add(() -> work(node));
        }
        if (options.deltas) {
            tasks.add(this::fold);
        }
        runAll(tasks);
        double cost = Bench.microsPer(start, options.jobs);
        bench.note((store.wal() - wal) / (double) options.jobs);
        SqlitePrototype.check(store.number("SELECT count(*) FROM jobq_done") == options.jobs, "all done");
        SqlitePrototype.check(
                !options.deltas || store.number("SELECT done FROM jobq_depth") == options.jobs, "depth exact");
        return cost;
    }

    static void runAll(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private Object topic(int number) {
        return options.intTopic ? (Object) (number + 100) : "topic-" + number;
    }

    private Void produce(int jobs) throws SQLException {
        try (Connection connection = store.connect();
                PreparedStatement enqueue = connection.prepareStatement(store.sql(PostgresStore.ENQUEUE));
                PreparedStatement delta = connection.prepareStatement(PostgresStore.DELTA)) {
            Object[] topics = new Object[100];
            String[] payloads = new String[100];
            for (int i = 0; i < 100; i++) {
                topics[i] = topic(i % options.topics);
                payloads[i] = PAYLOAD;
            }
            for (int i = 0; i < jobs; i += 100) {
                connection.setAutoCommit(!options.deltas);
                enqueue.setArray(1, connection.createArrayOf(options.intTopic ? "int" : "text", topics));
                enqueue.setArray(2, connection.createArrayOf("text", payloads));
                enqueue.executeUpdate();
                delta(connection, delta, topics[0], 100, 0, 0);
            }
        }
        return null;
    }

    private void delta(Connection connection, PreparedStatement delta, Object topic, int ready, int running, int ended)
            throws SQLException {
        if (options.deltas) {
            delta.setObject(1, topic);
            delta.setInt(2, ready);
            delta.setInt(3, running);
            delta.setInt(4, ended);
            delta.executeUpdate();
            connection.commit();
        }
    }

    private Void fold() throws Exception {
        try (Connection connection = store.connect();
                PreparedStatement fold = connection.prepareStatement(PostgresStore.FOLD)) {
            long last = System.nanoTime();
            while (done.get() < options.jobs) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                if (System.nanoTime() - last > 2_000_000_000L) {
                    fold.executeUpdate();
                    last = System.nanoTime();
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            fold.executeUpdate();
        }
        return null;
    }

    private Void work(int node) throws SQLException {
        try (Connection connection = store.connect()) {
            boolean many = options.topicsInOneClaim;
            PreparedStatement claim = connection.prepareStatement(
                    store.sql(PostgresStore.claim(many, options.guarded, options.claimByJoin)));
            PreparedStatement stage = connection.prepareStatement(PostgresStore.STAGE);
            PreparedStatement delta = connection.prepareStatement(PostgresStore.DELTA);
            connection.setAutoCommit(!options.deltas);
            while (done.get() < options.jobs) {
                List<Claimed> claimed = new ArrayList<>();
                int room = 100 / options.topics;
                for (int t = 0; t < (many ? 1 : options.topics); t++) {
                    int at = 1;
                    if (options.guarded) {
                        claim.setLong(at++, node);
                    }
                    if (many) {
                        Object[] topics = new Object[options.topics];
                        Integer[] rooms = new Integer[options.topics];
                        for (int i = 0; i < topics.length; i++) {
                            topics[i] = topic(i);
                            rooms[i] = room;
                        }
                        claim.setArray(at++, connection.createArrayOf("text", topics));
                        claim.setArray(at++, connection.createArrayOf("int", rooms));
                    } else {
                        claim.setObject(at++, topic(t));
                        claim.setInt(at++, room);
                    }
                    claim.setLong(at, node);
                    try (ResultSet rows = claim.executeQuery()) {
                        while (rows.next()) {
                            rows.getString(5);
                            claimed.add(
                                    new Claimed(rows.getLong(1), rows.getInt(2), rows.getLong(3), rows.getObject(4)));
                        }
                    }
                }
                if (claimed.isEmpty()) {
                    if (options.deltas) {
                        connection.commit();
                    }
                    stage.setInt(1, 1_000);
                    if (options.failPercent == 0 || stage.executeUpdate() == 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                    continue;
                }
                delta(connection, delta, topic(0), -claimed.size(), claimed.size(), 0);
                claimed.sort(Comparator.comparingLong(Claimed::job)); // every statement locks in job order
                for (int i = 0; i < claimed.size(); i += options.endBatch) {
                    List<Claimed> ended = claimed.subList(i, Math.min(claimed.size(), i + options.endBatch));
                    end(connection, ended);
                    delta(connection, delta, topic(0), 0, -ended.size(), ended.size());
                }
            }
        }
        return null;
    }

    private void end(Connection connection, List<Claimed> jobs) throws SQLException {
        Predicate<Claimed> fails = job -> job.attempt == 1 && job.job * 7919 % 100 < options.failPercent;
        Predicate<Claimed> isDiscarded = job -> job.job * 7919 % 100 >= 100 - options.discardPercent;
        if (options.oneEndStatement) {
            execute(
                    connection,
                    PostgresStore.END_MIXED,
                    jobs,
                    job -> fails.test(job)
                            ? PostgresStore.RETRYABLE
                            : isDiscarded.test(job) ? PostgresStore.DISCARDED : PostgresStore.COMPLETED);
            return;
        }
        List<Claimed> failed = jobs.stream().filter(fails).toList();
        List<Claimed> discarded =
                jobs.stream().filter(fails.negate()).filter(isDiscarded).toList();
        List<Claimed> completed = jobs.stream()
                .filter(fails.negate())
                .filter(isDiscarded.negate())
                .toList();
        execute(
                connection,
                options.finishByCtid ? PostgresStore.FINISH_BY_CTID : PostgresStore.FINISH,
                completed,
                job -> PostgresStore.COMPLETED);
        execute(connection, PostgresStore.FINISH, discarded, job -> PostgresStore.DISCARDED);
        execute(
                connection,
                options.movePlace ? PostgresStore.FAIL_AND_MOVE : PostgresStore.FAIL,
                failed,
                job -> PostgresStore.RETRYABLE);
    }

    private void execute(
            Connection connection, String sql, List<Claimed> jobs, java.util.function.Function<Claimed, Short> status)
            throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        Long[] ids = new Long[jobs.size()];
        Long[] fences = new Long[jobs.size()];
        Short[] statuses = new Short[jobs.size()];
        String[] texts = new String[jobs.size()];
        int completed = 0;
        for (int i = 0; i < ids.length; i++) {
            Claimed job = jobs.get(i);
            ids[i] = job.job;
            fences[i] = job.fence;
            statuses[i] = status.apply(job);
            texts[i] = statuses[i] == PostgresStore.RETRYABLE ? options.error : null;
            completed += statuses[i] == PostgresStore.RETRYABLE ? 0 : 1;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            statement.setArray(2, connection.createArrayOf("bigint", fences));
            statement.setArray(3, connection.createArrayOf("smallint", statuses));
            statement.setArray(4, connection.createArrayOf("text", texts));
            statement.executeUpdate();
        }
        done.addAndGet(completed);
    }
}
