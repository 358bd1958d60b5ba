package dev.jobq.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.benchmarks.machine.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/** JobRunr, open source edition, with job requests. Its configuration is static: one at a time. */
final class JobRunrContender implements Contender {

    private static final int WORKERS = 64;
    private static final int SHORTEST_POLL_SECONDS = 5;

    private final boolean isTuned;

    JobRunrContender(boolean isTuned) {
        this.isTuned = isTuned;
    }

    @Override
    public String name() {
        return isTuned ? "JobRunr" : "JobRunr defaults";
    }

    @Override
    public String configuration() {
        return isTuned
                ? "64 workers, poll 5 s (its minimum), JobRequest API, Jackson 3, pool of 70 (SQLite: 4)"
                : "nothing set (8 workers a processor, poll 15 s), JobRequest API, Jackson 3, pool of 20 (SQLite: 4)";
    }

    @Override
    public boolean isTuned() {
        return isTuned;
    }

    @Override
    public int concurrency() {
        return isTuned ? WORKERS : 8 * Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int prefetch() {
        return concurrency();
    }

    @Override
    public double share() {
        return 0.05;
    }

    @Override
    public OpenQueue open(Database database) {
        int connections = database.store() == Database.Store.SQLITE ? 4 : isTuned ? WORKERS + 6 : 20;
        return new Open(Pools.open(database, connections));
    }

    private final class Open implements OpenQueue {

        private final HikariDataSource pool;
        private final StorageProvider storage;
        private JobRequestScheduler scheduler;

        Open(HikariDataSource pool) {
            this.pool = pool;
            storage = SqlStorageProviderFactory.using(pool);
            scheduler = configuration().initialize().getJobRequestScheduler();
        }

        private JobRunrConfiguration configuration() {
            return JobRunr.configure().useJsonMapper(new Jackson3JsonMapper()).useStorageProvider(storage);
        }

        @Override
        public void enqueue(long nanoTime) {
            scheduler.enqueue(WelcomeRequest.at(nanoTime));
        }

        @Override
        public void enqueueAll(int jobs) {
            scheduler.enqueue(IntStream.range(0, jobs).mapToObj(WelcomeRequest::at));
        }

        @Override
        public void startWorkers() {
            BackgroundJobServerConfiguration server =
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                            .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(1));
            if (isTuned) {
                server.andWorkerCount(WORKERS).andPollIntervalInSeconds(SHORTEST_POLL_SECONDS);
            }
            scheduler =
                    configuration().useBackgroundJobServer(server).initialize().getJobRequestScheduler();
        }

        @Override
        public long unfinished() throws SQLException {
            return Pools.number(pool, "SELECT count(*) FROM jobrunr_jobs WHERE state <> 'SUCCEEDED'");
        }

        @Override
        public void close() {
            JobRunr.destroy();
            pool.close();
        }
    }
}
