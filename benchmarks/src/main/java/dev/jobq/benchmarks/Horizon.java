package dev.jobq.benchmarks;

import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.Handled;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.contender.StoreProbe;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import dev.jobq.store.JobStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * PostgreSQL at full load while another transaction keeps vacuum from removing what has died since: before, during and
 * after. Claims are timed by a node of their own that claims 100 jobs now and then.
 */
final class Horizon implements Benchmark {

    private static final int PRODUCERS = 2;
    private static final int BATCH = 100;
    private static final int BACKLOG = 20_000;
    private static final int PARTS = 6;
    private static final Duration BETWEEN_CLAIMS = Duration.ofMillis(20);

    private final AtomicLong enqueued = new AtomicLong();
    private final AtomicLong probed = new AtomicLong();

    @Override
    public String about() {
        return "PostgreSQL at full load while another transaction holds the xmin horizon (180 s)";
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        Duration hold = options.isQuick() ? Duration.ofSeconds(3) : options.seconds(180);
        try (PostgresServer server = new PostgresServer(disk);
                Database database = Database.postgresql(server).open();
                ConfigurableApplicationContext context = JobqContender.start(JobqContender.properties(database))) {
            report.say(
                    "jobq defaults, %d producers of enqueueAll(%d) that keep a backlog of about %d; in brackets single seconds",
                    PRODUCERS, BATCH, BACKLOG);
            Handled.reset();
            ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
            try (StoreProbe probe = new StoreProbe(context.getBean(JobStore.class))) {
                JobQueue queue = context.getBean(JobQueue.class);
                for (int i = 0; i < PRODUCERS; i++) {
                    producers.execute(() -> produce(queue));
                }
                measure(hold.dividedBy(PARTS), probe); // warm-up
                double before = phase("before", hold.dividedBy(PARTS), probe, Double.NaN, database, report);
                Samples held = new Samples(PARTS);
                try (Connection holder = hold(database)) {
                    for (int part = 1; part <= PARTS; part++) {
                        String name = "held, part %d of %d".formatted(part, PARTS);
                        held.add(phase(name, hold.dividedBy(PARTS), probe, before, database, report));
                    }
                    holder.rollback();
                }
                phase("after, part 1 of 2", hold.dividedBy(PARTS), probe, before, database, report);
                phase("after, part 2 of 2", hold.dividedBy(PARTS), probe, before, database, report);
                sum(held, before, report);
            } finally {
                producers.shutdownNow();
                producers.awaitTermination(10, TimeUnit.SECONDS);
            }
        }
        report.printTable("horizon");
    }

    private void produce(JobQueue queue) {
        NewJob job = JobqContender.job(0);
        while (!Thread.currentThread().isInterrupted()) {
            if (enqueued.get() - Handled.count() - probed.get() < BACKLOG) {
                queue.enqueueAll(Collections.nCopies(BATCH, job));
                enqueued.addAndGet(BATCH);
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private static Connection hold(Database database) throws SQLException {
        Connection connection = DriverManager.getConnection(database.url());
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM jobq_topic");
        }
        return connection;
    }

    private double phase(String name, Duration time, StoreProbe probe, double before, Database database, Report report)
            throws SQLException {
        Figures figures = measure(time, probe);
        double perSecond = figures.get(Figures.PER_SECOND);
        report.say("  horizon: %s: %.0f/s", name, perSecond);
        report.row(
                "horizon: " + name,
                figures.and("ratio", Double.isNaN(before) ? 1 : perSecond / before)
                        .and("deadRows", deadRows(database)));
        return perSecond;
    }

    /** What all parts of the hold say together: flat is a last part as fast as the first, and a lowest one near both. */
    private static void sum(Samples held, double before, Report report) {
        double first = held.between(0, 1).mean();
        report.row(
                "horizon: held, all %d parts".formatted(PARTS),
                Figures.perSecond(held.median())
                        .and("min", held.min())
                        .and("max", held.max())
                        .and("ratio", held.median() / before)
                        .and("lowestToBefore", held.min() / before)
                        .and("lastToFirst", held.between(PARTS - 1, PARTS).mean() / first));
    }

    private Figures measure(Duration time, StoreProbe probe) {
        Samples claims = new Samples();
        long start = System.nanoTime();
        long handled = Handled.count();
        long own = 0;
        Samples seconds = new Samples();
        long secondAt = start;
        long secondDone = handled;
        while (System.nanoTime() - start < time.toNanos()) {
            long from = System.nanoTime();
            int claimed = probe.trade(BATCH);
            if (claimed > 0) {
                claims.add(probe.lastClaimMicros());
            }
            own += claimed;
            probed.addAndGet(claimed);
            if (System.nanoTime() - secondAt >= TimeUnit.SECONDS.toNanos(1)) {
                long done = Handled.count() + own;
                seconds.add(Samples.perSecond(done - secondDone, secondAt));
                secondAt = System.nanoTime();
                secondDone = done;
            }
            LockSupport.parkNanos(BETWEEN_CLAIMS.toNanos() - (System.nanoTime() - from));
        }
        return Figures.perSecond(Samples.perSecond(Handled.count() - handled + own, start))
                .and("min", seconds.min())
                .and("max", seconds.max())
                .and("callers", PRODUCERS)
                .and("concurrency", 10)
                .and("prefetch", 1000)
                .and("claim100P50Micros", claims.median())
                .and("claim100P99Micros", claims.percentile(0.99))
                .and("claim100MaxMicros", claims.max());
    }

    private static double deadRows(Database database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables")) {
            row.next();
            return row.getDouble(1);
        }
    }
}
