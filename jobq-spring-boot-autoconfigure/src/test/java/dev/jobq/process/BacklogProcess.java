package dev.jobq.process;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** A process that enqueues to a growing backlog and works a little of it off. */
final class BacklogProcess {

    private static final int CHUNK = 1_000;
    private static final int ROUNDS = 50;
    private static final JobDraft DRAFT = new JobDraft(
            "emails", "welcome", "{\"to\":\"ada@example.org\"}", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);

    private BacklogProcess() {}

    /** Takes a database and backlogs; says for each how many bytes of the heap are used behind it. */
    public static void main(String[] arguments) {
        try (JobStore store = Databases.open(arguments[0], CallerTransaction.NONE)) {
            store.topics().register(List.of("emails"));
            long node = store.nodes().register(Databases.processId(), List.of("emails"), Duration.ofMinutes(5));
            int waiting = 0;
            for (int i = 1; i < arguments.length; i++) {
                for (int backlog = Integer.parseInt(arguments[i]); waiting < backlog; waiting += CHUNK) {
                    store.intake().insert(Collections.nCopies(CHUNK, DRAFT));
                }
                work(store, node);
                System.gc();
                Runtime heap = Runtime.getRuntime();
                System.out.println(heap.totalMemory() - heap.freeMemory());
            }
        }
    }

    /** Leaves the backlog as it is. */
    private static void work(JobStore store, long node) {
        List<EndedAttempt> ended = List.of();
        for (int i = 0; i <= ROUNDS; i++) {
            int wanted = i < ROUNDS ? CHUNK / 2 : 0;
            List<Wanted> wants = wanted == 0 ? List.of() : List.of(new Wanted("emails", wanted));
            List<ClaimedJob> claimed =
                    store.exchange().trade(node, ended, wants).claimed();
            if (claimed.size() != wanted) {
                throw new IllegalStateException("%d jobs claimed instead of %d".formatted(claimed.size(), wanted));
            }
            ended = claimed.stream().map(BacklogProcess::completed).toList();
            if (wanted > 0) {
                store.intake().insert(Collections.nCopies(wanted, DRAFT));
            }
        }
    }

    private static EndedAttempt completed(ClaimedJob job) {
        return new EndedAttempt(
                job.job(),
                job.attempt(),
                Move.completed("null"),
                new EndedAttempt.Report(job.claimedAt(), Duration.ZERO, -1, -1, null));
    }
}
