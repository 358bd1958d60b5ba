package dev.jobq.benchmarks;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The source system's own table: one caller that serialises a job, appends it to a file and flushes, and makes, polls and
 * logs to jobs on a file and in memory. Rows are taken in turn, some hundred calls each.
 */
final class SeedTable implements Benchmark {

    private static final int CALLS = 10_000;
    private static final int WARM_UP = 20_000;
    private static final int TURNS = 20;
    private static final int AT_AN_END = 1_000;
    private static final Map<String, Object> PAYLOAD =
            Map.of("to", "ada.lovelace@example.org", "subject", "Your analytical engine is ready", "id", 1_234_567_890);
    private static final JobQuery WAITING = JobQuery.where("state[0]").is("WAITING");

    private final Map<String, Samples> rows = new LinkedHashMap<>();

    @Override
    public String about() {
        return "serialise, flush, insert, poll and append_event, one caller, on a file and in memory [--only=file,memory]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("file", "memory");
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of("jobq: JobQueue.open of a file (WAL, synchronous=FULL) and inMemory(), no Spring, no workers");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        int calls = options.isQuick() ? 200 : options.jobs(CALLS);
        measure(options, disk, options.isQuick() ? 20 : WARM_UP);
        rows.clear();
        measure(options, disk, calls);
        Samples fsync = rows.getOrDefault("naive_fsync", new Samples(0));
        rows.forEach((name, micros) -> {
            int end = Math.min(AT_AN_END, micros.size() / 2);
            double first = micros.between(0, end).mean();
            double last = micros.between(micros.size() - end, micros.size()).mean();
            report.row(
                    name,
                    new Figures()
                            .and("callers", 1)
                            .and("calls", micros.size())
                            .and(micros.overFifths("meanMicros", Samples::mean))
                            .and(micros.overFifths("medianMicros", Samples::median))
                            .and("stddevMicros", micros.stddev())
                            .and("p99Micros", micros.percentile(0.99))
                            .and("overhead", micros.mean() / fsync.mean())
                            .and("ratioToFsync", micros.median() / fsync.median())
                            .and("firstMeanMicros", first)
                            .and("lastMeanMicros", last)
                            .and("lastToFirst", last / first));
        });
        report.say("");
        report.say("first and last: %d calls; in brackets: fifths of the calls", AT_AN_END);
        report.printTable("seed-table: overhead is mean to mean of naive_fsync, ratioToFsync median to median");
    }

    private void measure(Options options, Disk disk, int calls) throws Exception {
        Path directory = disk.directory("seed");
        Path log = directory.resolve("naive.log");
        try (FileChannel naive = FileChannel.open(
                        log, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                JobQueue file = JobQueue.open(directory.resolve("jobs.db"));
                JobQueue memory = JobQueue.inMemory()) {
            List<Store> stores = Stream.of(new Store("file", file), new Store("memory", memory))
                    .filter(store -> options.has(store.name))
                    .toList();
            if (!options.isAlone()) {
                samples("naive_serialize");
                samples("naive_fsync");
            }
            stores.forEach(Store::name);
            int turns = Math.min(TURNS, calls);
            for (Phase phase : Phase.values()) {
                for (int turn = 0; turn < turns; turn++) {
                    int now = calls * (turn + 1) / turns - calls * turn / turns;
                    if (!options.isAlone()) {
                        naive(naive, now / Phase.values().length + 1);
                    }
                    stores.forEach(store -> store.call(phase, now));
                }
            }
        }
        disk.delete(directory);
    }

    /** A third of the calls in each phase, so that all phases are compared with flushes of their own time. */
    private void naive(FileChannel file, int calls) throws Exception {
        JsonMapper mapper = JsonMapper.shared();
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            byte[] bytes = mapper.writeValueAsBytes(PAYLOAD);
            samples("naive_serialize").addMicrosSince(start);
            start = System.nanoTime();
            file.write(ByteBuffer.wrap(bytes));
            file.force(true);
            samples("naive_fsync").addMicrosSince(start);
        }
    }

    private Samples samples(String name) {
        return rows.computeIfAbsent(name, key -> new Samples(CALLS));
    }

    private enum Phase {
        INSERT,
        POLL,
        APPEND_EVENT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final class Store {

        private final String name;
        private final JobQueue queue;
        private final List<JobId> ids = new ArrayList<>();
        private int next;

        Store(String name, JobQueue queue) {
            this.name = name;
            this.queue = queue;
        }

        /** Takes this store's place in the order of rows. */
        void name() {
            for (Phase phase : Phase.values()) {
                samples(name + " " + phase.label());
            }
        }

        void call(Phase phase, int calls) {
            Samples micros = samples(name + " " + phase.label());
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                switch (phase) {
                    case INSERT ->
                        ids.add(queue.create(NewJob.of("jobs", PAYLOAD).state(List.of("WAITING", 0)))
                                .id());
                    case POLL -> require(queue.poll(WAITING, List.of("ASSIGNED", next++)));
                    case APPEND_EVENT ->
                        queue.appendEvent(ids.get(next++ % ids.size()), Map.of("message", "rendered", "pages", 3));
                }
                micros.addMicrosSince(start);
            }
        }

        private void require(Optional<Job> polled) {
            if (polled.isEmpty()) {
                throw new IllegalStateException("nothing to poll in " + name);
            }
        }
    }
}
