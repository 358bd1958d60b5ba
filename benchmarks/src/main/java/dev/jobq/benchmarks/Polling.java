package dev.jobq.benchmarks;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a poll takes behind many held jobs that do not match: half have its topic, the others its state. */
final class Polling {

    /** Callers that make the backlog. */
    static final int LOADERS = 64;

    private static final int CALLS = 2_000;
    private static final int MATCHING = 100;
    private static final String MINE = "mine";
    private static final List<String> NEW = List.of("NEW");

    private final Options options;
    private final Report report;
    private final String store;
    private final Map<String, Double> first = new HashMap<>();

    Polling(Options options, Report report, String store) {
        this.options = options;
        this.report = report;
        this.store = store;
    }

    /** A queue, and what goes when it is closed. */
    record Open(JobQueue queue, AutoCloseable database) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            try (database) {
                queue.close();
            }
        }
    }

    /** Opens empty ones. */
    @FunctionalInterface
    interface Source {
        Open open() throws Exception;
    }

    void run(Source queues) {
        warmUp(queues);
        for (int backlog : options.backlogs()) {
            try (Open open = queues.open()) {
                long start = System.nanoTime();
                load(open.queue, backlog);
                report.say("  %s poll: %d jobs in %.0f s", store, backlog, (System.nanoTime() - start) / 1e9);
                for (Shape shape : shapes(open.queue)) {
                    measure(open.queue, shape, backlog);
                }
            } catch (Exception ex) {
                report.failure("%s poll, backlog %d".formatted(store, backlog), ex);
            }
        }
        report.printTable(store + " poll");
    }

    /** So that the first backlog is not the one whose code is still being compiled. */
    private void warmUp(Source queues) {
        int backlog = options.backlogs().get(0);
        try (Open open = queues.open()) {
            load(open.queue, backlog);
            for (Shape shape : shapes(open.queue)) {
                sample(open.queue, shape);
            }
        } catch (Exception ex) {
            report.failure("%s poll, warm-up".formatted(store), ex);
        }
    }

    private static void load(JobQueue queue, int backlog) throws Exception {
        AtomicInteger made = new AtomicInteger();
        Callers.callTimes(backlog, Math.min(LOADERS, backlog), caller -> {
            boolean isOthers = made.getAndIncrement() % 2 == 0;
            queue.create(NewJob.of(isOthers ? "others" : MINE, made.get()).state(isOthers ? NEW : List.of("DONE")));
        });
        for (int i = 0; i < MATCHING; i++) {
            queue.create(NewJob.of(MINE, i).state(NEW));
            queue.create(NewJob.of(MINE, i));
            queue.create(NewJob.of("few", i).state(List.of("ASSIGNED", i)));
        }
    }

    private static List<Shape> shapes(JobQueue queue) {
        JobId one = queue.create(NewJob.of(MINE, 0).state("ONE")).id();
        return List.of(
                new Shape("state[0]", JobQuery.where("state[0]").is("ASSIGNED"), List.of("ASSIGNED", 1), true),
                new Shape("topic", JobQuery.where("topic").is("few"), List.of("ASSIGNED", 1), true),
                new Shape(
                        "state[0] and topic",
                        JobQuery.where("state[0]").is("NEW").and("topic").is(MINE),
                        NEW,
                        true),
                new Shape(
                        "state and topic",
                        JobQuery.where("state").is(NEW).and("topic").is(MINE),
                        NEW,
                        true),
                new Shape("state is null", JobQuery.where("state").is(null), null, true),
                new Shape("id", JobQuery.where("id").is(one), "ONE", true),
                new Shape("state[0] that none has", JobQuery.where("state[0]").is("GONE"), NEW, false));
    }

    private Samples sample(JobQueue queue, Shape shape) {
        int calls = options.isQuick() ? 50 : options.jobs(CALLS);
        Samples micros = new Samples(calls);
        for (int i = -calls / 4; i < calls; i++) {
            long start = System.nanoTime();
            Optional<Job> job = queue.poll(shape.query, shape.state);
            if (job.isPresent() != shape.isThere) {
                throw new IllegalStateException("a poll by %s came back with %s".formatted(shape.name, job));
            }
            if (i >= 0) {
                micros.addMicrosSince(start);
            }
        }
        return micros;
    }

    private void measure(JobQueue queue, Shape shape, int backlog) {
        Samples micros = sample(queue, shape);
        double median = micros.median();
        double ratio = median / first.computeIfAbsent(shape.name, name -> median);
        String name = "%s poll: %s, backlog %d".formatted(store, shape.name, backlog);
        report.say("  %s: %.0f us", name, median);
        report.row(
                name,
                new Figures()
                        .and("backlog", backlog)
                        .and("callers", 1)
                        .and("meanMicros", micros.mean())
                        .and(micros.overFifths("p50Micros", Samples::median))
                        .and("p99Micros", micros.percentile(0.99))
                        .and("ratio", ratio));
    }

    /** A kind of query, and the state in which it leaves jobs, so that they match again. */
    private record Shape(
            String name, JobQuery query, @Nullable Object state, boolean isThere) {}
}
