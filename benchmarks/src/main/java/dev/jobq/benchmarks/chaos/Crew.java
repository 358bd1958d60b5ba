package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The processes that share one queue. A place whose process is gone is filled again by {@link #complete()}. */
final class Crew implements AutoCloseable {

    /** How many jobs of a topic a worker runs at once. */
    static final int SLOTS = 4;

    private final Database database;
    private final Path histories;
    private final long lease;
    private final List<Fault> faults = new ArrayList<>();
    private final ChaosProcess[] workers;
    private final ChaosProcess[] enqueuers;

    /** @param lease how long a worker may be silent */
    Crew(Database database, Path histories, Duration lease, int workers, int enqueuers) {
        this.lease = lease.toMillis();
        this.database = database;
        this.histories = histories;
        this.workers = new ChaosProcess[workers];
        this.enqueuers = new ChaosProcess[enqueuers];
    }

    /** Starts whoever is not there. */
    void complete() throws IOException {
        for (int i = 0; i < workers.length; i++) {
            if (workers[i] == null) {
                workers[i] = start(ChaosWorker.class, workerArguments(database, histories, lease));
            }
        }
        for (int i = 0; i < enqueuers.length; i++) {
            if (enqueuers[i] == null) {
                enqueuers[i] = start(ChaosEnqueuer.class, ChaosEnqueuer.arguments(histories, database));
            }
        }
    }

    private ChaosProcess start(Class<?> main, List<String> arguments) throws IOException {
        return new ChaosProcess(ChaosProcess.quietly(main, arguments, histories), faults);
    }

    void orderJobs(long seed, int jobs) throws IOException {
        for (int i = 0; i < enqueuers.length; i++) {
            enqueuers[i].jvm().say((seed + i) + " " + jobs);
        }
    }

    /** Waits until the enqueuers that are still there have enqueued what was ordered; how much they say was acknowledged. */
    int awaitEnqueued() throws IOException {
        int acknowledged = 0;
        for (ChaosProcess enqueuer : enqueuers) {
            if (enqueuer != null) {
                acknowledged += Integer.parseInt(enqueuer.jvm().hear());
            }
        }
        return acknowledged;
    }

    /** Whether there was one in that place, as of the others here. */
    boolean killWorker(int which) throws IOException, InterruptedException {
        ChaosProcess worker = take(workers, which);
        if (worker != null) {
            worker.kill();
        }
        return worker != null;
    }

    boolean stopWorker(int which) throws IOException, InterruptedException {
        ChaosProcess worker = take(workers, which);
        if (worker != null) {
            worker.stop();
        }
        return worker != null;
    }

    /** For longer than its lease, while it runs handlers that take half of it. */
    boolean freezeWorker(int which) throws IOException, InterruptedException {
        ChaosProcess worker = workers[which % workers.length];
        if (worker != null) {
            new LongWork(database, histories, lease / 2).keepBusy(worker.jvm().pid(), workers.length * SLOTS);
            worker.freeze(lease * 3 / 2);
        }
        return worker != null;
    }

    boolean killEnqueuer(int which) throws IOException, InterruptedException {
        ChaosProcess enqueuer = take(enqueuers, which);
        if (enqueuer != null) {
            enqueuer.kill();
        }
        return enqueuer != null;
    }

    private static @Nullable ChaosProcess take(ChaosProcess[] places, int which) {
        ChaosProcess process = places[which % places.length];
        places[which % places.length] = null;
        return process;
    }

    /** The process ids of the workers that are there. */
    List<Long> workers() {
        return Arrays.stream(workers)
                .filter(Objects::nonNull)
                .map(worker -> worker.jvm().pid())
                .toList();
    }

    /** What happened to them so far. */
    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /**
     * What a worker is to be told at its start.
     *
     * @param lease in milliseconds; 0 for the default
     */
    static List<String> workerArguments(Database database, Path histories, long lease) {
        List<String> arguments = new ArrayList<>(List.of(
                histories.toString(),
                "--jobq.poll-interval=500ms",
                "--jobq.worker.shutdown-grace=20ms",
                "--jobq.defaults.concurrency=" + SLOTS));
        if (lease > 0) {
            arguments.add("--jobq.worker.lease=" + lease + "ms");
            arguments.add("--jobq.worker.heartbeat=" + lease / 4 + "ms");
        }
        arguments.addAll(ChaosWorker.TOPICS);
        Path file = database.file();
        arguments.add(file == null ? "--spring.datasource.url=" + database.url() : "--jobq.sqlite.path=" + file);
        return arguments;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ChaosProcess process : Arrays.asList(workers)) {
            if (process != null) {
                process.close();
            }
        }
        for (ChaosProcess process : Arrays.asList(enqueuers)) {
            if (process != null) {
                process.close();
            }
        }
    }
}
