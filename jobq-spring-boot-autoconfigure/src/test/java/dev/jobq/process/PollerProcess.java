package dev.jobq.process;

import dev.jobq.Job;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that uses the queue alone, without Spring and without handlers: it polls until nothing is left. */
final class PollerProcess {

    private PollerProcess() {}

    /** Takes a file and its own name; says how many jobs it got. */
    public static void main(String[] arguments) throws Exception {
        JobQuery isNew = JobQuery.where("state[0]").is("NEW");
        int polled = 0;
        try (JobQueue queue = JobQueue.open(Path.of(arguments[0]))) {
            System.out.println("ready");
            System.in.read();
            Optional<Job> job = queue.poll(isNew, List.of("ASSIGNED", arguments[1]));
            while (job.isPresent()) {
                polled++;
                List<String> mine = List.of("ASSIGNED", arguments[1]);
                if (queue.casState(job.get().id(), mine, List.of("DONE", arguments[1]))
                        .isEmpty()) {
                    throw new IllegalStateException("Somebody else changed " + job.get());
                }
                job = queue.poll(isNew, List.of("ASSIGNED", arguments[1]));
            }
        }
        System.out.println(polled);
    }
}
