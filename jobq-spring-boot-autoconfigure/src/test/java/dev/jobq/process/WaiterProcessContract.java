package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand waiters in a process with 128 MB, for jobs that another process runs. */
@Timeout(180)
@Tag("patient")
abstract class WaiterProcessContract {

    private static final int WAITERS = 10_000;

    @TempDir
    Path folder;

    /** A new, empty database. */
    abstract String newDatabase();

    /** The thread of the store that hears of ends, whoever waits for them. */
    abstract String listener();

    @Test
    void tenThousandWaitersCostOneThreadAndEachIsTold() throws Exception {
        String database = newDatabase();
        try (JobStore store = Databases.open(database, CallerTransaction.NONE);
                ChildJvm child = ChildJvm.start(WaiterProcess.class, database, Integer.toString(WAITERS))) {
            child.await("waiting");
            endAll(store);
            assertThat(child.next()).isEqualTo(Integer.toString(WAITERS));
            assertThat(child.next())
                    .isEqualTo(Stream.of(listener(), "jobq-waiters")
                            .sorted()
                            .toList()
                            .toString());
            assertThat(child.stop()).isZero();
            assertThat(child.errors()).isEmpty();
        }
    }

    private static void endAll(JobStore store) {
        Wanted wanted = new Wanted("waited-for", 500);
        long node = store.nodes().register(Databases.processId(), List.of("waited-for"), Duration.ofMinutes(5));
        List<EndedAttempt> ended = List.of();
        int count = 0;
        do {
            List<ClaimedJob> claimed =
                    store.exchange().trade(node, ended, List.of(wanted)).claimed();
            ended = claimed.stream().map(WaiterProcessContract::completed).toList();
            count += ended.size();
        } while (!ended.isEmpty());
        assertThat(count).isEqualTo(WAITERS);
    }

    private static EndedAttempt completed(ClaimedJob job) {
        return new EndedAttempt(
                job.job(),
                job.attempt(),
                Move.completed("\"done " + job.job().id() + "\""),
                new EndedAttempt.Report(job.claimedAt(), Duration.ZERO, -1, -1, null));
    }
}
