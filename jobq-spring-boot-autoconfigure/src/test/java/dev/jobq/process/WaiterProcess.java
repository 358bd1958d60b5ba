package dev.jobq.process;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobResult;
import dev.jobq.NewJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process without workers that waits for many jobs. */
final class WaiterProcess {

    private WaiterProcess() {}

    /** Takes the database and how many; says when it waits, and at the end how many had an output and which threads that took. */
    public static void main(String[] arguments) throws Exception {
        int jobs = Integer.parseInt(arguments[1]);
        try (JobQueue queue = Databases.isPostgres(arguments[0])
                ? JobQueue.open(Databases.postgres(arguments[0]))
                : JobQueue.open(Path.of(arguments[0]))) {
            List<CompletableFuture<JobResult>> ends = new ArrayList<>();
            List<JobId> ids = queue.enqueueAll(Collections.nCopies(jobs, NewJob.of("waited-for", "x")));
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            ids.forEach(id -> ends.add(queue.completion(id)));
            System.out.println("waiting");
            int outputs = 0;
            for (CompletableFuture<JobResult> end : ends) {
                JobResult result = end.get(50, TimeUnit.SECONDS);
                outputs += ("done " + result.id()).equals(result.as(String.class)) ? 1 : 0;
            }
            System.out.println(outputs);
            // Those for the waiters are there for a while longer than the waiters.
            System.out.println(Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("jobq"))
                    .sorted()
                    .toList());
        }
    }
}
