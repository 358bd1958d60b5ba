package dev.jobq.benchmarks.chaos;

import dev.jobq.EnqueueResult;
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

    /** Some of the plain ones take so long that what freezes or kills their process certainly hits one. */
    private static final int LONG_MICROS = 200_000;

    private static final String ROOM = "room:" + ChaosWorker.MOST_IN_ROOM;
    private static final String RATE =
            "rate:" + ChaosWorker.MOST_STARTS + ":" + ChaosWorker.WINDOW_MILLIS * 1_000 + ":";

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
                acknowledged += enqueueSome(queue, history, random);
            } catch (JobqException ex) {
                // Not acknowledged: it may be there or not, and is not asked for. Or there is no room.
                LockSupport.parkNanos(1_000_000);
            }
        }
        return acknowledged;
    }

    private static int enqueueSome(JobQueue queue, History history, SplittableRandom random) {
        int lot = random.nextInt(24);
        if (lot < 3) {
            String key = "k" + random.nextInt(8);
            return admitted(
                    queue,
                    history,
                    job(random, ChaosWorker.UNIQUE, "unique:" + key).uniqueKey(key),
                    key);
        } else if (lot < 6) {
            return admitted(queue, history, job(random, ChaosWorker.ROOM, ROOM), "");
        }
        String kind = "-";
        List<NewJob> some = new ArrayList<>();
        for (int i = lot == 6 ? random.nextInt(2, 20) : 1; i > 0; i--) {
            if (lot < 12) {
                some.add(plain(random));
            } else if (lot < 18) {
                String key = "k" + random.nextInt(6);
                kind = "line:keyed/" + key;
                some.add(job(random, ChaosWorker.KEYED, kind).key(key));
            } else if (lot < 20) {
                kind = "line:fifo";
                some.add(job(random, ChaosWorker.FIFO, kind));
            } else {
                String key = "k" + random.nextInt(2);
                kind = limited(lot, key);
                NewJob job = job(random, topicOf(lot), kind);
                some.add(topicOf(lot).equals(ChaosWorker.SOLE) ? job.key(key) : job);
            }
        }
        List<JobId> ids = some.size() == 1 ? List.of(queue.enqueue(some.get(0))) : queue.enqueueAll(some);
        for (JobId id : ids) {
            history.add(Deed.Kind.ACKNOWLEDGED, id.value(), 0, kind);
        }
        return ids.size();
    }

    private static int admitted(JobQueue queue, History history, NewJob job, String uniqueKey) {
        EnqueueResult result = queue.tryEnqueue(job);
        JobId id = result.id();
        if (!result.isCreated() || id == null) {
            LockSupport.parkNanos(1_000_000);
            return 0;
        }
        history.add(Deed.Kind.ACKNOWLEDGED, id.value(), 0, uniqueKey.isEmpty() ? ROOM : "unique:" + uniqueKey);
        return 1;
    }

    private static String topicOf(int lot) {
        return lot < 22 ? ChaosWorker.FEW : lot == 22 ? ChaosWorker.PACED : ChaosWorker.SOLE;
    }

    /** What is promised of the topic's jobs. */
    private static String limited(int lot, String key) {
        return switch (topicOf(lot)) {
            case ChaosWorker.FEW -> "most:" + ChaosWorker.MOST_AT_ONCE + ":few";
            case ChaosWorker.PACED -> RATE + "paced";
            default -> "most:1:sole/" + key + "+" + RATE + "sole/" + key;
        };
    }

    private static NewJob plain(SplittableRandom random) {
        NewJob job = job(random, ChaosWorker.PLAIN, "-");
        return random.nextInt(10) == 0 ? job.delay(Duration.ofMillis(random.nextInt(500))) : job;
    }

    /** What others wait for is short. */
    private static NewJob job(SplittableRandom random, String topic, String kind) {
        int failures = random.nextInt(10) == 0 ? random.nextInt(1, 3) : 0;
        boolean isLong = kind.equals(Deed.NONE) && random.nextInt(10) == 0;
        int micros =
                random.nextInt(isLong ? LONG_MICROS : kind.startsWith("line:") ? LONGEST_MICROS / 4 : LONGEST_MICROS);
        return NewJob.of(topic, new Task(micros, failures, kind)).type("task");
    }
}
