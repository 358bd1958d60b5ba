package dev.jobq.benchmarks.chaos;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobqException;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.Database;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A process that enqueues what it is told to, and writes down what was acknowledged. */
public final class ChaosEnqueuer {

    private static final int LONGEST_MICROS = 20_000;

    private ChaosEnqueuer() {}

    /** What it is to be told at its start. */
    static List<String> arguments(Path histories, Database database) {
        Path file = database.file();
        return List.of(
                histories.toString(), database.store().name(), database.url(), file == null ? "" : file.toString());
    }

    /**
     * Arguments: the histories' directory, the kind of store, its address, its file or nothing. Each line of input is a seed
     * and a number of jobs; the answer is how many were acknowledged.
     */
    public static void main(String[] arguments) throws Exception {
        Database database = new Database(
                Database.Store.valueOf(arguments[1]),
                arguments[2],
                arguments[3].isEmpty() ? null : Path.of(arguments[3]),
                () -> {});
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                History history = new History(Path.of(arguments[0]));
                JobQueue queue = JobqContender.openQueue(database)) {
            System.out.println("ready");
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                String[] order = line.split(" ", -1);
                System.out.println(enqueue(
                        queue, history, new SplittableRandom(Long.parseLong(order[0])), Integer.parseInt(order[1])));
            }
        }
        System.exit(0);
    }

    private static int enqueue(JobQueue queue, History history, SplittableRandom random, int jobs) {
        int acknowledged = 0;
        while (acknowledged < jobs) {
            try {
                for (JobId id : some(queue, random)) {
                    history.add(Deed.Kind.ACKNOWLEDGED, id.value(), 0, "-");
                    acknowledged++;
                }
            } catch (JobqException ex) {
                // Not acknowledged: it may be there or not, and is not asked for.
                LockSupport.parkNanos(1_000_000);
            }
        }
        return acknowledged;
    }

    private static List<JobId> some(JobQueue queue, SplittableRandom random) {
        if (random.nextInt(10) > 0) {
            return List.of(queue.enqueue(job(random)));
        }
        List<NewJob> jobs = new ArrayList<>();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            jobs.add(job(random));
        }
        return queue.enqueueAll(jobs);
    }

    private static NewJob job(SplittableRandom random) {
        int failures = random.nextInt(10) == 0 ? random.nextInt(1, 3) : 0;
        NewJob job = NewJob.of(ChaosWorker.TOPIC, new Task(random.nextInt(LONGEST_MICROS), failures))
                .type("task");
        return random.nextInt(10) == 0 ? job.delay(Duration.ofMillis(random.nextInt(500))) : job;
    }
}
