package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Cadence;
import dev.jobq.Fire;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.Misfire;
import dev.jobq.Schedule;
import dev.jobq.history.HistoryChecker;
import dev.jobq.history.HistoryFile;
import dev.jobq.history.HistoryLine;
import dev.jobq.history.StandStills;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.JobDraft;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.TopicRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Several processes whose jobs are in lines or fired by schedules. */
abstract class ScheduledProcessContract extends LineProcessContract {

    /** A lease, a heartbeat, and much for a machine that is busy with a thousand jobs and a process that starts. */
    private static final Duration MOST_STANDSTILL = Duration.ofSeconds(30);

    @Test
    void schedulesGoOnWhenAWorkerIsKilled() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        ChildJvm victim = startWorker(Duration.ofMillis(100), lease).await("ready");
        startWorker(Duration.ofMillis(100), lease).await("ready");
        JobDraft job = Tasks.drafts(1, new Task(0), Databases.CODEC).get(0);
        store.schedules()
                .put(
                        new SchedulePlan(
                                "often",
                                Cadence.every(Duration.ofSeconds(1)),
                                new Schedule.Rules(Misfire.CATCH_UP, 100, true),
                                job),
                        Timetable::firstAfter);
        Awaitility.await().until(() -> fires().size() >= 3);
        victim.kill();
        int killedAt = fires().size();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> fires().size() >= killedAt + 4);
        store.schedules().pause("often");
        List<Fire> fires = fires();
        awaitCompleted(fires.size());
        stopAll("is dead");
        for (int i = 1; i < fires.size(); i++) {
            assertThat(fires.get(i - 1).at()).isEqualTo(fires.get(i).at().plusSeconds(1));
        }
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(fires.size());
        assertThat(Set.copyOf(histories()))
                .containsExactlyInAnyOrderElementsOf(
                        fires.stream().map(Fire::job).toList());
    }

    private List<Fire> fires() {
        return store.schedules().history("often", 1000);
    }

    @Test
    void jobsOfAKeyNeverOverlapAndRunInTheOrderOfCommitsWhileProcessesAreKilled() throws Exception {
        Path file = folder.resolve("ordered");
        store.topics()
                .declare(List.of(
                        TopicRules.of(OrderedTasks.FIFO).order(TopicRules.Order.FIFO),
                        TopicRules.of(OrderedTasks.KEYED).order(TopicRules.Order.KEY)));
        for (int i = 1; i <= 3; i++) {
            startOrdered(file, "p" + i, 500);
        }
        scheduleOrdered();
        for (ChildJvm child : children) {
            child.await("ready");
        }
        for (ChildJvm child : children) {
            child.go();
        }
        try (HistoryFile history = new HistoryFile(file, "test")) {
            OrderedTasks.enqueue(
                    store.intake(),
                    history,
                    "test",
                    200,
                    (ticket, insert) -> transactions.commit(() -> {
                        List<JobId> ids = insert.call();
                        history.enqueuing(ticket);
                        return ids;
                    }));
            children.get(0).kill();
            history.killed("p1");
            startOrdered(file, "p4", 0).await("ready").go();
            for (ChildJvm child : children.subList(1, 4)) {
                child.await("enqueued");
            }
            children.get(1).kill();
            history.killed("p2");
        }
        store.schedules().pause("ticking");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> store.reader().depths().values().stream()
                        .allMatch(depths -> depths.keySet().stream()
                                .allMatch(status -> status.isEnded() || depths.get(status) == 0)));
        stopAll("is dead", "on purpose", "failed", "missed fire times");
        List<HistoryLine> history = HistoryFile.read(file);
        assertThat(completed(history, OrderedTasks.FIFO::equals)).hasSizeGreaterThanOrEqualTo(1_000);
        assertThat(completed(history, key -> !key.equals(OrderedTasks.FIFO))).hasSizeGreaterThanOrEqualTo(1_000);
        // Newest first: they, too, are run one after the other, as they fired.
        List<JobId> fired = store.schedules().history("ticking", 1000).stream()
                .map(Fire::job)
                .sorted()
                .toList();
        assertThat(fired).isNotEmpty();
        assertThat(completed(history, OrderedTasks.FIFO::equals)).containsSubsequence(fired);
        assertThat(HistoryChecker.violations(history)).isEmpty();
        for (String victim : List.of("p1", "p2")) {
            assertThat(StandStills.afterKillOf(victim, history).values())
                    .as("until each line went on after the death of %s", victim)
                    .allMatch(time -> time.compareTo(MOST_STANDSTILL) <= 0);
        }
    }

    /** Every job once, in the order of their first good ends. */
    private static List<JobId> completed(List<HistoryLine> history, Predicate<String> keys) {
        return history.stream()
                .filter(line -> line.what() == HistoryLine.What.COMPLETED && keys.test(line.key()))
                .map(line -> new JobId(line.job()))
                .distinct()
                .toList();
    }

    /** A schedule whose jobs are in a line with others. */
    private void scheduleOrdered() {
        JobDraft job = new JobDraft(
                OrderedTasks.FIFO,
                "ordered",
                Databases.CODEC.write(new OrderedTasks.Ordered("fired")),
                0,
                JobDraft.Start.NOW,
                JobDraft.Limits.NONE);
        store.schedules()
                .put(
                        new SchedulePlan(
                                "ticking",
                                Cadence.every(Duration.ofSeconds(1)),
                                new Schedule.Rules(Misfire.CATCH_UP, 100, true),
                                job),
                        Timetable::firstAfter);
    }

    private ChildJvm startOrdered(Path history, String name, int tickets) throws IOException {
        return adopt(
                ChildJvm.start(OrderedProcess.class, database, history.toString(), name, Integer.toString(tickets)));
    }
}
