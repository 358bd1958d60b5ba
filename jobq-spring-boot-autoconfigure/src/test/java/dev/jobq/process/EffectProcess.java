package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.HandlerTransactions;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.JobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose handlers write to a table of the application's and end their jobs in the same transaction. It halts by itself
 * once: right before the commit of its n-th job, or right after it, before the handler returns.
 */
public final class EffectProcess {

    static final String TOPIC = "effects";

    private final ApplicationTransactions transactions;
    private final @Nullable SqliteTurn turn;
    private final int haltBefore;
    private final int haltAfter;
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();

    private EffectProcess(
            ApplicationTransactions transactions, @Nullable SqliteTurn turn, int haltBefore, int haltAfter) {
        this.transactions = transactions;
        this.turn = turn;
        this.haltBefore = haltBefore;
        this.haltAfter = haltAfter;
    }

    /** Arguments: the database, and before the commit and after the commit of how many jobs to halt, or 0. */
    public static void main(String[] args) throws IOException {
        DataSource dataSource = dataSource(args[0]);
        ApplicationTransactions transactions = new ApplicationTransactions(dataSource);
        try (JobStore store = Databases.open(args[0], transactions)) {
            SqliteTurn turn = store instanceof SqliteJobStore sqlite ? sqlite.turn() : null;
            EffectProcess handlers =
                    new EffectProcess(transactions, turn, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            JobEngine engine = handlers.engine(store);
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    static DataSource dataSource(String database) {
        return Databases.isPostgres(database)
                ? Databases.postgres(database)
                : ApplicationWriter.dataSource(Path.of(database));
    }

    private JobEngine engine(JobStore store) {
        Timing timing = new Timing(
                Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10));
        TopicSettings topic = new TopicSettings(
                TOPIC,
                4,
                100,
                // Every halt is a crash of up to four.
                new TopicSettings.Retries(50, Backoff.none(), 100),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
        return new JobEngine(
                store,
                HandlerRegistry.of(List.of(this), Databases.CODEC),
                Databases.CODEC,
                new EngineSettings(List.of(topic), timing, false, Databases::processId),
                () -> true,
                new Transactions());
    }

    @JobHandler(topic = TOPIC, type = "calls")
    public void calls(JobContext job) throws Exception {
        inTransaction(() -> {
            affect(job);
            job.completeInTransaction(null);
            haltAt(written, haltBefore);
            return null;
        });
        haltAt(committed, haltAfter);
    }

    @JobHandler(topic = TOPIC, type = "transactional", transactional = true)
    public void transactional(JobContext job) throws SQLException {
        affect(job);
        haltAt(written, haltBefore);
    }

    private void affect(JobContext job) throws SQLException {
        try (Statement statement = transactions.connection().createStatement()) {
            statement.executeUpdate("INSERT INTO effect VALUES (" + job.id() + ")");
        }
    }

    private <T> T inTransaction(Callable<T> work) throws Exception {
        SqliteTurn own = turn;
        if (own == null) {
            return transactions.commit(work);
        }
        own.acquire();
        try {
            return transactions.commit(work);
        } finally {
            own.release();
        }
    }

    private static void haltAt(AtomicInteger count, int when) {
        if (count.incrementAndGet() == when) {
            Runtime.getRuntime().halt(137);
        }
    }

    private final class Transactions implements HandlerTransactions {
        @Override
        public boolean areAvailable() {
            return true;
        }

        @Override
        public @Nullable Object inTransaction(Work work) throws Exception {
            return EffectProcess.this.inTransaction(work::run);
        }

        @Override
        public boolean endLeftovers() {
            return false;
        }
    }
}
