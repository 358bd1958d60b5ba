package dev.jobq.benchmarks.contender;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.serializer.GsonSerializer;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.benchmarks.machine.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** db-scheduler. */
final class DbSchedulerContender implements Contender {

    private static final int THREADS = 50;
    private static final Duration POLLING = Duration.ofMillis(100);

    private final boolean isTuned;

    DbSchedulerContender(boolean isTuned) {
        this.isTuned = isTuned;
    }

    @Override
    public String name() {
        return isTuned ? "db-scheduler" : "db-scheduler defaults";
    }

    @Override
    public String configuration() {
        return isTuned
                ? "50 threads, pollUsingLockAndFetch(1.0, 10.0) (on SQLite: pollUsingFetch(1.0, 10.0)), "
                        + "polling 100 ms, immediate execution, Gson serializer, pool of 60 (SQLite: 4)"
                : "nothing set (10 threads, fetch, polling 10 s, Java serialization), pool of 20 (SQLite: 4)";
    }

    @Override
    public boolean isTuned() {
        return isTuned;
    }

    @Override
    public int concurrency() {
        return isTuned ? THREADS : 10;
    }

    @Override
    public int prefetch() {
        return isTuned ? 10 * THREADS : 30;
    }

    @Override
    public double share() {
        return 0.1;
    }

    @Override
    public OpenQueue open(Database database) throws SQLException {
        HikariDataSource pool = pool(database);
        boolean isPostgres = database.store() == Database.Store.POSTGRESQL;
        String time = isPostgres ? "timestamptz" : "TIMESTAMP";
        Pools.execute(
                pool,
                """
                CREATE TABLE scheduled_tasks (
                  task_name text NOT NULL, task_instance text NOT NULL, task_data %s, priority smallint,
                  execution_time %s NOT NULL, picked %s NOT NULL, picked_by text, version bigint NOT NULL,
                  last_success %s, last_failure %s, consecutive_failures int, last_heartbeat %s,
                  PRIMARY KEY (task_name, task_instance))""".formatted(isPostgres ? "bytea" : "blob", time, isPostgres ? "boolean" : "BIT", time, time, time),
                "CREATE INDEX scheduled_tasks_time ON scheduled_tasks (execution_time)",
                "CREATE INDEX scheduled_tasks_heartbeat ON scheduled_tasks (last_heartbeat)");
        return new Open(pool, isPostgres);
    }

    @Override
    public OpenQueue join(Database database) {
        return new Open(pool(database), database.store() == Database.Store.POSTGRESQL);
    }

    private HikariDataSource pool(Database database) {
        // On SQLite more connections only wait for each other.
        return Pools.open(database, database.store() == Database.Store.SQLITE ? 4 : isTuned ? THREADS + 10 : 20);
    }

    private final class Open implements OpenQueue {

        private final HikariDataSource pool;
        private final OneTimeTask<Welcome> task;
        private final Scheduler scheduler;
        private final @Nullable Bulk bulk;

        Open(HikariDataSource pool, boolean isPostgres) {
            this.pool = pool;
            task = Tasks.oneTime("welcome", Welcome.class)
                    .execute((instance, context) ->
                            Handled.job(instance.getData().sentAt()));
            SchedulerBuilder builder = Scheduler.create(pool, task).shutdownMaxWait(Duration.ofSeconds(1));
            if (isTuned) {
                builder.threads(THREADS)
                        .pollingInterval(POLLING)
                        .enableImmediateExecution()
                        .serializer(new GsonSerializer());
                if (isPostgres) {
                    builder.pollUsingLockAndFetch(1.0, 10.0);
                } else {
                    builder.pollUsingFetch(1.0, 10.0);
                }
            }
            scheduler = builder.build();
            bulk = isTuned && !isPostgres ? new Bulk(pool.getJdbcUrl(), task) : null;
        }

        @Override
        public void enqueue(long nanoTime) {
            scheduler.schedule(instance(nanoTime), Instant.now());
        }

        @Override
        public void enqueueAll(int jobs) {
            List<TaskInstance<?>> all = new ArrayList<>(jobs);
            for (int i = 0; i < jobs; i++) {
                all.add(instance(i));
            }
            (bulk == null ? scheduler : bulk.scheduler).scheduleBatch(all, Instant.now());
        }

        private TaskInstance<Welcome> instance(long nanoTime) {
            return task.instance(UUID.randomUUID().toString(), Welcome.at(nanoTime));
        }

        @Override
        public void startWorkers() {
            scheduler.start();
        }

        @Override
        public long unfinished() throws SQLException {
            return Pools.number(pool, "SELECT count(*) FROM scheduled_tasks");
        }

        @Override
        public void close() {
            scheduler.stop();
            if (bulk != null) {
                bulk.close();
            }
            pool.close();
        }
    }

    /** Batches on SQLite: a commit for each of them, where auto-commit makes one for each row. */
    private static final class Bulk {

        private final HikariDataSource pool = new HikariDataSource();
        private final Scheduler scheduler;

        Bulk(String url, OneTimeTask<Welcome> task) {
            // A look at the connection must not take the write lock.
            pool.setJdbcUrl(url.replace("IMMEDIATE", "DEFERRED"));
            pool.setAutoCommit(false);
            pool.setMaximumPoolSize(1);
            scheduler = Scheduler.create(pool, task)
                    .commitWhenAutocommitDisabled(true)
                    .serializer(new GsonSerializer())
                    .build();
        }

        void close() {
            pool.close();
        }
    }
}
