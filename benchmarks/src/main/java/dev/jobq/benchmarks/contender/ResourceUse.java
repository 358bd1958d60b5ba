package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.machine.ProcessFigures;
import dev.jobq.benchmarks.measure.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a run uses up, in this process and in the server, from {@link #start} on. */
final class ResourceUse {

    private static final int JOBS = 10_000;

    private final @Nullable Path file;
    private final @Nullable PostgresServer server;
    private final Duration ownCpu;
    private final Duration serverCpu;
    private final long written;
    private final long commits;
    private final long statements;

    private ResourceUse(@Nullable Path file, @Nullable PostgresServer server)
            throws IOException, SQLException, InterruptedException {
        this.file = file;
        this.server = server;
        commits = file == null ? 0 : ProcessFigures.sqliteCommits(file);
        written = written();
        statements = server == null || !server.isCounting() ? 0 : server.statements();
        serverCpu = server == null ? Duration.ZERO : server.cpu();
        ownCpu = ProcessFigures.cpu();
    }

    static ResourceUse start(Database database, @Nullable PostgresServer server)
            throws IOException, SQLException, InterruptedException {
        return new ResourceUse(database.file(), server);
    }

    /** Processor time of worker and server per 10,000 jobs, and what was written per job. */
    Figures perJob(long jobs) throws IOException, SQLException, InterruptedException {
        Duration own = ProcessFigures.cpu().minus(ownCpu);
        double share = JOBS / (double) Math.max(1, jobs);
        Figures figures = new Figures().and("cpuSecondsPer10k", own.toNanos() / 1e9 * share);
        if (server != null) {
            Duration servers = server.cpu().minus(serverCpu);
            figures.and("serverCpuSecondsPer10k", servers.toNanos() / 1e9 * share)
                    .and("allCpuSecondsPer10k", own.plus(servers).toNanos() / 1e9 * share);
            if (server.isCounting()) {
                figures.and("statementsPerJob", (server.statements() - statements) / (double) Math.max(1, jobs));
            }
        }
        if (file != null) {
            // With synchronous=FULL each commit is one flush of the log; checkpoints flush a little more.
            figures.and("fsyncsPerJob", (ProcessFigures.sqliteCommits(file) - commits) / (double) Math.max(1, jobs));
        }
        String bytes = server == null ? "bytesWrittenPerJob" : "walBytesPerJob";
        return figures.and(bytes, (written() - written) / (double) Math.max(1, jobs));
    }

    private long written() throws IOException, SQLException {
        return server == null ? ProcessFigures.bytesWritten() : server.walBytes();
    }
}
