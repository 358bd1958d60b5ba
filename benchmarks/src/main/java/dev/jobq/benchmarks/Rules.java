package dev.jobq.benchmarks;

import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.QueueRuns;
import dev.jobq.benchmarks.contender.Rule;
import dev.jobq.benchmarks.contender.StoreProbe;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Rounds;
import dev.jobq.benchmarks.raw.RawPostgresRuns;
import dev.jobq.benchmarks.raw.RawSqliteRuns;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** What rules cost: the same work with each of them, beside a topic without any. */
final class Rules implements Benchmark {

    private static final int JOBS = 50_000;
    private static final int FIFO_JOBS = 3_000;
    private static final int PRODUCERS = 64;
    private static final int CHUNK = 5_000;
    private static final Duration SETTLED = Duration.ofSeconds(11);
    private static final int CLAIMS = 200;
    private static final int MOST_BESIDE = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String about() {
        return "topics with rules beside one without [--only=cycle,fifo,claims,control] [--backlog=1000,1000000]";
    }

    @Override
    public Set<String> parts() {
        return Set.of("cycle", "fifo", "claims", "control");
    }

    @Override
    public void run(Options options, Disk disk, Report report) throws Exception {
        if (options.hasStore("sqlite")) {
            RawSqliteRuns raw = RawSqliteRuns.splitTables(disk, Payload.TEXT);
            Database.Source databases = Database.sqlite(disk);
            run(options, disk, report, "sqlite", databases, () -> raw.cycle(PRODUCERS, options.jobs(JOBS)));
        }
        if (options.hasStore("postgresql")) {
            try (PostgresServer server = new PostgresServer(disk)) {
                RawPostgresRuns raw = RawPostgresRuns.splitTables(server, Payload.TEXT);
                Database.Source databases = Database.postgresql(server);
                run(options, disk, report, "postgresql", databases, () -> raw.cycle(PRODUCERS, options.jobs(JOBS)));
            }
        }
    }

    private static void run(
            Options options, Disk disk, Report report, String store, Database.Source databases, Rounds.Variant raw) {
        if (options.has("cycle")) {
            Rounds rounds = new Rounds(store + " rules, full cycle, " + PRODUCERS + " producers")
                    .add("raw", raw)
                    .baseline(Rule.PLAIN.name())
                    .compare("rawTimes", "raw");
            for (Rule rule : Rule.SIDE_BY_SIDE) {
                int jobs = (int) (options.jobs(JOBS) * rule.share());
                rounds.add(rule.name(), () -> runs(rule, databases).cycle(PRODUCERS, jobs));
            }
            rounds.run(options.rounds(), report);
        }
        if (options.has("fifo")) {
            new Rounds(store + " strict fifo")
                    .add("naive_fsync", () -> disk.naiveFsync(options.seconds(2), Payload.TEXT))
                    .add(Rule.FIFO.name(), () -> runs(Rule.FIFO, databases).cycle(PRODUCERS, options.jobs(FIFO_JOBS)))
                    .run(options.rounds(), report);
        }
        if (options.has("claims")) {
            claims(options, report, store, databases);
        }
        if (options.has("control")) {
            new Control(options, report).measure(databases, store);
        }
    }

    private static QueueRuns runs(Rule rule, Database.Source databases) {
        return new QueueRuns(rule, databases, PATIENCE);
    }

    private static void claims(Options options, Report report, String store, Database.Source databases) {
        List<Integer> backlogs = options.backlogs();
        claims(backlogs, report, store + " claims", databases, Rules::claim);
        claims(backlogs, report, store + " claims of free keys", databases, Rules::claimOfFreeKeys);
        // A tenth of them run at once.
        List<Integer> fewer = backlogs.stream()
                .map(backlog -> Math.min(backlog, MOST_BESIDE))
                .distinct()
                .toList();
        claims(fewer, report, store + " claims beside running keys", databases, Rules::claimBesideRunningKeys);
    }

    private static void claims(
            List<Integer> backlogs, Report report, String title, Database.Source databases, Claiming claiming) {
        try (Database warmUp = databases.open()) {
            claiming.median(warmUp, backlogs.get(0));
        } catch (Exception ex) {
            report.failure(title + ", warm-up", ex);
            return;
        }
        double first = Double.NaN;
        for (int backlog : backlogs) {
            String name = "%s: %d jobs over %d keys".formatted(title, backlog, backlog / 10);
            try (Database database = databases.open()) {
                double micros = claiming.median(database, backlog);
                first = Double.isNaN(first) ? micros : first;
                report.say("  %s: a claim of one takes %.0f us", name, micros);
                report.row(
                        name,
                        new Figures()
                                .and("backlog", backlog)
                                .and("claimP50Micros", micros)
                                .and("ratio", micros / first));
            } catch (Exception ex) {
                report.failure(name, ex);
            }
        }
        report.printTable(title);
    }

    /** Claims of one job each among ten jobs of every key, nine of which are blocked, half of the heads by running ones. */
    private static double claim(Database database, int backlog) {
        try (ConfigurableApplicationContext context = Rule.KEY.startIdle(database)) {
            enqueue(context, Rule.KEY, backlog);
            JobStore store = context.getBean(JobStore.class);
            try (StoreProbe holding = new StoreProbe(store);
                    StoreProbe probe = new StoreProbe(store)) {
                holding.hold(backlog / 20);
                return median(probe, Math.min(CLAIMS, backlog / 5));
            }
        }
    }

    /** Claims of one job each of keys that have room, where ten jobs of every other key came before, nine of which are blocked. */
    private static double claimOfFreeKeys(Database database, int backlog) {
        return claimOfFreeKeys(Rule.KEY_RATE, database, backlog);
    }

    /** The same where a job of every other key runs. */
    private static double claimBesideRunningKeys(Database database, int backlog) {
        return claimOfFreeKeys(Rule.KEY_LIMIT, database, backlog);
    }

    private static double claimOfFreeKeys(Rule rule, Database database, int backlog) {
        try (ConfigurableApplicationContext context = rule.startIdle(database)) {
            enqueue(context, rule, backlog);
            JobQueue queue = context.getBean(JobQueue.class);
            JobStore store = context.getBean(JobStore.class);
            try (StoreProbe holding = new StoreProbe(store);
                    StoreProbe probe = new StoreProbe(store)) {
                holding.holdAll(CHUNK);
                for (int i = 0; i < CLAIMS; i++) {
                    queue.enqueue(rule.jobs().apply(i).key("new-customer-" + i));
                }
                settle();
                return median(probe, CLAIMS);
            }
        }
    }

    /** Waits until claims rely on it that every node knows the limits. */
    private static void settle() {
        long end = System.nanoTime() + SETTLED.toNanos();
        for (long left = SETTLED.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void enqueue(ConfigurableApplicationContext context, Rule rule, int backlog) {
        JobQueue queue = context.getBean(JobQueue.class);
        for (int from = 0; from < backlog; from += CHUNK) {
            List<NewJob> jobs = new ArrayList<>(CHUNK);
            for (int i = from; i < Math.min(backlog, from + CHUNK); i++) {
                jobs.add(rule.jobs().apply(i).key("customer-" + i % (backlog / 10)));
            }
            queue.enqueueAll(jobs);
        }
    }

    private static double median(StoreProbe probe, int claims) {
        for (int i = 0; i < claims; i++) {
            probe.trade(1);
        }
        return probe.claims().median();
    }

    private interface Claiming {
        /** Microseconds of a claim of one job. */
        double median(Database database, int backlog);
    }
}
