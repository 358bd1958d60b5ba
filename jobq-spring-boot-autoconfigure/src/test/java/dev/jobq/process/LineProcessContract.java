package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobStatus;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.HistoryLine.What;
import dev.jobq.history.StandStills;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Lines of jobs whose first is run by a process that goes away. Nobody finds it by a poll, nothing else is enqueued, and no other
 * may go before it: what starts next was taken over.
 */
abstract class LineProcessContract extends ProcessGroup {

    private static final Set<String> LINES = Set.of("fifo", "keyeda", "keyedb");
    private static final int JOBS = 5;

    /** For a machine so busy that the other one misses a heartbeat, and has to prove for a whole lease that it is on time. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private static final Duration LEASE = Duration.ofSeconds(4);

    /** So long that it is not over before its holder is found dead, on however busy a machine. */
    private static final Duration LONG_LEASE = Duration.ofSeconds(30);

    /** Freezes it where it keeps nobody else from writing. */
    void freeze(ChildJvm child) throws Exception {
        child.freeze();
    }

    /** Its death is proven, so nobody waits for its lease, which it renewed last a heartbeat before its death or later. */
    @Test
    void whatAKilledProcessHadBegunIsTakenOverBeforeItsLeaseIsOver() throws Exception {
        try (HistoryFile mine = new HistoryFile(file(), "test")) {
            ChildJvm holder = holdLines(mine, LONG_LEASE);
            holder.kill();
            mine.killed(HeldLines.HOLDER);
            awaitAllCompleted();
        }
        stopAll("is dead");
        List<HistoryLine> history = HistoryFile.read(file());
        assertThat(HistoryChecker.violations(history)).isEmpty();
        assertTakenOver(
                StandStills.afterKillOf(HeldLines.HOLDER, history),
                LONG_LEASE.minus(HeldLines.HEARTBEAT.multipliedBy(2)));
    }

    /** Nothing proves its death, so its lease has to lapse. */
    @Test
    void whatAFrozenProcessHadBegunIsTakenOverOnceItsLeaseIsOver() throws Exception {
        int place;
        long moment;
        try (HistoryFile mine = new HistoryFile(file(), "test")) {
            ChildJvm holder = holdLines(mine, LEASE);
            freeze(holder);
            place = HistoryFile.read(file()).size();
            moment = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            awaitAllCompleted();
            holder.kill();
            mine.killed(HeldLines.HOLDER);
        }
        stopAll("is dead");
        List<HistoryLine> history = HistoryFile.read(file());
        assertThat(HistoryChecker.violations(history)).isEmpty();
        assertTakenOver(
                StandStills.after(place, moment, history),
                LEASE.plus(HeldLines.HEARTBEAT).plus(MARGIN));
    }

    /** All lines are held by a process, and another one is ready. */
    private ChildJvm holdLines(HistoryFile mine, Duration lease) throws Exception {
        store.topics().declare(HeldLines.rules());
        ChildJvm holder = startLines(HeldLines.HOLDER, lease).await("ready");
        HeldLines.enqueue(store, mine, HeldLines.FIFO, "", JOBS);
        HeldLines.enqueue(store, mine, HeldLines.KEYED, "a", JOBS);
        HeldLines.enqueue(store, mine, HeldLines.KEYED, "b", JOBS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> HistoryFile.read(file()).stream()
                        .filter(line -> line.what() == What.STARTED)
                        .map(HistoryLine::key)
                        .collect(Collectors.toSet())
                        .equals(LINES));
        startLines("other", lease).await("ready");
        return holder;
    }

    private static void assertTakenOver(Map<String, Duration> stood, Duration most) {
        assertThat(stood.keySet()).isEqualTo(LINES);
        assertThat(stood.values()).allMatch(time -> time.compareTo(most) <= 0);
    }

    private void awaitAllCompleted() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> {
            Map<String, Map<JobStatus, Long>> depths = store.reader().depths();
            return depths.getOrDefault(HeldLines.FIFO, Map.of()).getOrDefault(JobStatus.COMPLETED, 0L) == JOBS
                    && depths.getOrDefault(HeldLines.KEYED, Map.of()).getOrDefault(JobStatus.COMPLETED, 0L) == 2 * JOBS;
        });
    }

    private Path file() {
        return folder.resolve("lines");
    }

    private ChildJvm startLines(String name, Duration lease) throws Exception {
        return adopt(ChildJvm.start(HeldLines.class, database, file().toString(), name, lease.toString()));
    }
}
