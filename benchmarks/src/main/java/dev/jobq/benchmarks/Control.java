package dev.jobq.benchmarks;

import dev.jobq.JobBulk;
import dev.jobq.JobQueue;
import dev.jobq.JobSelection;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.contender.SteeredProcess;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long after an operator's call in one process two workers in other ones do as they are told, the later of the two. Of a rate:
 * until the first job starts that it held up; of the first limit of a topic: until nothing starts any more.
 */
final class Control {

    private static final String TOPIC = SteeredProcess.TOPIC;
    private static final String EXHAUSTED = "1/24h";
    private static final String WIDE = "1000000/1s";
    private static final int SLOW_JOBS = 5_000;
    private static final long UNTIL_STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LONGEST_GAP_MILLIS = 700;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Options options;
    private final Report report;
    private final Random random = new Random(1);

    Control(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Adds a row for each kind of change; of who hears nothing, none for a first limit. */
    void measure(Database.Source databases, String store) {
        measure(databases, store + " control", true);
        // On SQLite everybody sees that others committed.
        if (databases.server() != null) {
            measure(databases, store + " control, unheard", false);
        }
        report.printTable(store + " control");
    }

    private void measure(Database.Source databases, String name, boolean hears) {
        try (Database database = databases.open();
                ConfigurableApplicationContext operator = start(database, hears);
                ChildJvm one = SteeredProcess.start(database, hears);
                ChildJvm other = SteeredProcess.start(database, hears)) {
            Topics topics = operator.getBean(Topics.class);
            List<ChildJvm> workers = List.of(one, other);
            for (ChildJvm worker : workers) {
                hear(worker, "open/4");
            }
            int changes = options.rounds(20);
            Samples pauses = new Samples();
            Samples resumes = new Samples();
            Samples concurrencies = new Samples();
            for (int i = 0; i < changes; i++) {
                pauses.add(millis(() -> topics.pause(TOPIC), workers, "paused/4"));
                resumes.add(millis(() -> topics.resume(TOPIC), workers, "open/4"));
                concurrencies.add(millis(() -> topics.concurrency(TOPIC, 7), workers, "open/7"));
                topics.resetConcurrency(TOPIC);
                for (ChildJvm worker : workers) {
                    hear(worker, "open/4");
                }
            }
            row(name + ": pause", pauses);
            row(name + ": resume", resumes);
            row(name + ": concurrency", concurrencies);
            // Last, and before one worker alone, as it is one of them that starts the job.
            other.close();
            JobQueue queue = operator.getBean(JobQueue.class);
            row(name + ": rate", rates(queue, topics, one, changes));
            // Who hears nothing looks for jobs after a change alone, and those of a first limit come later than that.
            if (hears) {
                row(name + ": first limit", firstLimits(queue, topics, one, (changes + 3) / 4));
            }
        } catch (Exception ex) {
            report.failure(name, ex);
        }
    }

    private Samples rates(JobQueue queue, Topics topics, ChildJvm worker, int changes) throws IOException {
        topics.limits(TOPIC, Limits.NONE.rate(EXHAUSTED));
        queue.enqueue(NewJob.of(TOPIC, "first"));
        hear(worker, "first");
        Samples samples = new Samples();
        for (int i = 0; i < changes; i++) {
            String name = "job" + i;
            queue.enqueue(NewJob.of(TOPIC, name));
            samples.add(millis(() -> topics.limits(TOPIC, Limits.NONE.rate(WIDE)), List.of(worker), name));
            topics.limits(TOPIC, Limits.NONE.rate(EXHAUSTED));
        }
        return samples;
    }

    /** From the call to the last start that it should have held up, of a topic that had no limit before. */
    private static Samples firstLimits(JobQueue queue, Topics topics, ChildJvm worker, int changes) throws IOException {
        Samples samples = new Samples();
        for (int i = 0; i < changes; i++) {
            topics.limits(TOPIC, Limits.NONE);
            LockSupport.parkNanos(UNTIL_STILL_NANOS);
            queue.enqueueAll(Collections.nCopies(SLOW_JOBS, NewJob.of(TOPIC, SteeredProcess.SLOW)));
            for (int started = 0; started < SLOW_JOBS / 10; started++) {
                hear(worker, SteeredProcess.SLOW);
            }
            long start = System.nanoTime();
            topics.limits(TOPIC, Limits.NONE.rate(EXHAUSTED));
            LockSupport.parkNanos(UNTIL_STILL_NANOS);
            topics.pause(TOPIC);
            long last = start;
            for (String[] line = words(worker); !line[0].startsWith("paused"); line = words(worker)) {
                last = Long.parseLong(line[1]);
            }
            samples.add((last - start) / NANOS_PER_MILLI);
            queue.bulk().delete(JobSelection.of(TOPIC), Long.MAX_VALUE, JobBulk.Rate.UNLIMITED);
            topics.resume(TOPIC);
            hear(worker, "open/4");
        }
        return samples;
    }

    /** Changes something at another moment of the workers' rounds each time; how long until all of them said what they do. */
    private double millis(Runnable change, List<ChildJvm> workers, String expected) throws IOException {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10 + random.nextInt(LONGEST_GAP_MILLIS)));
        long start = System.nanoTime();
        change.run();
        long last = start;
        for (ChildJvm worker : workers) {
            last = Math.max(last, hear(worker, expected));
        }
        return (last - start) / NANOS_PER_MILLI;
    }

    /** Waits until a worker says this; gives when. */
    private static long hear(ChildJvm worker, String expected) throws IOException {
        while (true) {
            String[] line = words(worker);
            if (line[0].equals(expected)) {
                return Long.parseLong(line[1]);
            }
        }
    }

    private static String[] words(ChildJvm worker) throws IOException {
        return worker.hear(PATIENCE).split(" ", -1);
    }

    private void row(String name, Samples samples) {
        report.say("  %s: p50 %.1f ms, longest %.1f ms", name, samples.median(), samples.max());
        report.row(
                name,
                new Figures()
                        .and("changes", samples.size())
                        .and("p50Millis", samples.median())
                        .and("p95Millis", samples.percentile(0.95))
                        .and("maxMillis", samples.max()));
    }

    private static ConfigurableApplicationContext start(Database database, boolean hears) {
        Map<String, Object> properties = SteeredProcess.properties(database, hears);
        properties.put("jobq.worker.enabled", false);
        return JobqContender.start(properties);
    }
}
