package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.CutProxy;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rounds in which three workers and two enqueuers lose their database and get it back. Then each worker
 * has to begin a job within a bound, all jobs have to end, and the history is held against the promises as in {@link ChaosRun}.
 */
public final class OutageRun {

    private static final int MEGABYTES = 64;
    private static final int JOBS = 60;
    private static final int MORE_JOBS = 10;
    private static final long LONGEST_MILLIS = 60_000;

    /**
     * What the rounds are like.
     *
     * @param rounds how many for each outage
     * @param seed draws the jobs
     * @param lease how long a worker may be silent
     * @param length how long the database is away
     * @param within how soon each worker has to go on
     * @param isWanted whether an outage, by its name, is wanted
     */
    public record Plan(
            int rounds, long seed, Duration lease, Duration length, Duration within, Predicate<String> isWanted) {}

    private final Disk disk;
    private final Report report;
    private final Plan plan;

    public OutageRun(Disk disk, Report report, Plan plan) {
        this.disk = disk;
        this.report = report;
        this.plan = plan;
    }

    /** What can happen to a file; to its disk only where one can be made for it. */
    public void sqlite() throws Exception {
        String whyNot = LoopDisk.whyNot();
        if (!whyNot.isEmpty()) {
            report.say("no disk that is full or read-only: %s", whyNot);
        }
        for (String name : wanted(Outage.OF_FILES)) {
            Path file = disk.directory("sqlite").resolve("jobs.db");
            Database database = sqlite(file);
            run(name, Outage.of(file, null), database, database);
        }
        for (String name : wanted(whyNot.isEmpty() ? Outage.OF_DISKS : List.of())) {
            try (LoopDisk small = new LoopDisk(disk.directory("image"), MEGABYTES)) {
                Path file = small.path().resolve("jobs.db");
                Database database = sqlite(file);
                run(name, Outage.of(file, small), database, database);
            }
        }
    }

    /** What can happen to a server and to the network before it. */
    public void postgresql() throws Exception {
        try (PostgresServer server = new PostgresServer(disk);
                CutProxy proxy = new CutProxy(server.port())) {
            server.admit(Outage.ROLE);
            for (String name : wanted(Outage.OF_SERVERS)) {
                try (Database database = Database.postgresql(server).open()) {
                    String url = server.through(server.as(Outage.ROLE, database.url()), proxy.port());
                    Database reached = new Database(database.store(), url, null, () -> {});
                    run(name, Outage.of(server, proxy, database.url()), database, reached);
                }
            }
        }
        for (String name : wanted(List.of(Outage.PROMOTED))) {
            promoted(name);
        }
    }

    /** A replica in the place of a server that has died. */
    private void promoted(String name) throws Exception {
        PostgresServer first = new PostgresServer(disk);
        try (CutProxy address = new CutProxy(first.port());
                Succession succession = new Succession(disk, first, address)) {
            String url = first.through(first.newDatabase(), address.port());
            Database database = new Database(Database.Store.POSTGRESQL, url, null, () -> {});
            run(name, List.of(succession.outage()), database, database);
        }
    }

    /** The names of all outages. */
    public static Set<String> names() {
        Set<String> names = new HashSet<>(Outage.OF_FILES);
        names.addAll(Outage.OF_SERVERS);
        names.addAll(Outage.OF_DISKS);
        names.add(Outage.PROMOTED);
        return names;
    }

    private List<String> wanted(List<String> names) {
        return names.stream().filter(plan.isWanted()).toList();
    }

    private static Database sqlite(Path file) {
        return new Database(Database.Store.SQLITE, "jdbc:sqlite:" + file, file, () -> {});
    }

    /** @param reached the database as the processes reach it */
    private void run(String name, List<Outage> outages, Database database, Database reached) throws Exception {
        Outage outage = outages.stream()
                .filter(one -> one.name().equals(name))
                .findAny()
                .orElseThrow();
        Path histories = disk.directory("histories");
        long start = System.nanoTime();
        Samples millis = new Samples();
        List<Violation> violations = new ArrayList<>();
        Findings findings;
        try (Crew crew = new Crew(reached, histories, plan.lease(), 3, 2)) {
            crew.complete();
            for (int round = 1; round <= plan.rounds(); round++) {
                for (Long late : play(outage, crew, histories, plan.seed() + 1_000L * round)) {
                    millis.add(late);
                    if (late > plan.within().toMillis()) {
                        violations.add(new Violation(
                                Invariant.I8,
                                String.format(Locale.ROOT, "a worker went on %d ms after healing", late)));
                    }
                }
                awaitQuiet(database);
            }
            findings = Findings.of(histories, database, crew.faults());
        }
        violations.addAll(findings.violations());
        tell("outage %s: %s".formatted(database.store(), name), findings, violations, millis, start);
    }

    private void tell(String name, Findings findings, List<Violation> violations, Samples millis, long start) {
        report.row(
                name,
                new Figures()
                        .and("violations", violations.size())
                        .and("jobs", (double) findings.jobs())
                        .and("rounds", plan.rounds())
                        .and("seconds", (System.nanoTime() - start) / 1e9)
                        .and("resumeP50Millis", millis.median())
                        .and("resumeMaxMillis", millis.max()));
        violations.forEach(violation -> report.say("  %s: %s", violation.invariant(), violation.what()));
        if (!violations.isEmpty()) {
            report.failure(name + ": promises broken", new IllegalStateException(violations.size() + " violations"));
        }
    }

    /** How long after healing each worker began its first job, in milliseconds. */
    private List<Long> play(Outage outage, Crew crew, Path histories, long seed) throws Exception {
        crew.orderJobs(seed, JOBS);
        Pause.millis(100);
        outage.begins().take();
        Pause.millis(plan.length().toMillis());
        outage.heals().take();
        long healed = System.nanoTime();
        crew.awaitEnqueued();
        for (int more = 1; ; more++) {
            Map<Long, Long> first = firstBeginnings(histories, healed);
            boolean isOver = (System.nanoTime() - healed) / 1_000_000 > LONGEST_MILLIS;
            if (first.keySet().containsAll(crew.workers()) || isOver) {
                return crew.workers().stream()
                        .map(worker -> first.getOrDefault(worker, healed + LONGEST_MILLIS * 1_000_000))
                        .map(at -> (at - healed) / 1_000_000)
                        .toList();
            }
            crew.orderJobs(seed + more, MORE_JOBS);
            crew.awaitEnqueued();
            Pause.millis(20);
        }
    }

    private static Map<Long, Long> firstBeginnings(Path histories, long since) throws IOException {
        return History.readAll(histories).stream()
                .filter(deed -> deed.kind() == Deed.Kind.STARTED && deed.nanos() >= since)
                .collect(Collectors.toMap(Deed::process, Deed::nanos, Math::min));
    }

    private static void awaitQuiet(Database database) throws SQLException, InterruptedException {
        long end = System.nanoTime() + LONGEST_MILLIS * 1_000_000;
        while (FinalState.unfinished(database.url()) > 0 && System.nanoTime() < end) {
            Pause.millis(50);
        }
    }
}
