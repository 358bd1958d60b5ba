package dev.jobq.benchmarks.contender;

import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.machine.Database;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * jobq with a rule for its topic: the same work as without, so that only the rule differs. A rule to be measured is one more
 * constant.
 *
 * @param name its name in the table
 * @param settings what is configured besides the concurrency
 * @param jobs makes the job of a number
 */
public record Rule(String name, Map<String, Object> settings, LongFunction<NewJob> jobs) implements Contender {

    private static final int KEYS = 10_000;
    private static final String ORDER = "jobq.topics." + JobqContender.TOPIC + ".order";

    /** No rule: what the others are compared with. */
    public static final Rule PLAIN = new Rule("plain", Map.of(), JobqContender::job);

    /** One at a time for each of 10,000 keys. */
    public static final Rule KEY = new Rule(
            "key", Map.of(ORDER, "key"), number -> JobqContender.job(number).key("customer-" + number % KEYS));

    /** More at once over the cluster than there are. */
    public static final Rule GLOBAL_CONCURRENCY = new Rule(
            "global-concurrency",
            Map.of("jobq.topics." + JobqContender.TOPIC + ".global-concurrency", 10_000),
            JobqContender::job);

    /** More starts than there are. */
    public static final Rule RATE_LIMIT = new Rule(
            "rate-limit",
            Map.of("jobq.topics." + JobqContender.TOPIC + ".rate-limit", "1000000/1s"),
            JobqContender::job);

    /** One at a time of each key, whatever the order; keys are seldom met twice at once. */
    public static final Rule KEY_LIMIT = new Rule(
            "per-key",
            Map.of("jobq.topics." + JobqContender.TOPIC + ".per-key.concurrency", 1),
            number -> JobqContender.job(number).key("customer-" + number % KEYS));

    /** One start of each key, and then none for longer than anybody measures. */
    public static final Rule KEY_RATE = new Rule(
            "per-key-rate",
            Map.of("jobq.topics." + JobqContender.TOPIC + ".per-key.rate-limit", "1/24h"),
            number -> JobqContender.job(number).key("customer-" + number % KEYS));

    /** Each job with a unique key of its own. */
    public static final Rule UNIQUE =
            new Rule("unique", Map.of(), number -> JobqContender.job(number).uniqueKey("welcome-" + number));

    /** A limit that is never reached. */
    public static final Rule MAX_QUEUED = new Rule(
            "max-queued", Map.of("jobq.topics." + JobqContender.TOPIC + ".max-queued", 1_000_000), JobqContender::job);

    /** One at a time. */
    public static final Rule FIFO = new Rule("fifo", Map.of(ORDER, "fifo"), JobqContender::job);

    /** Those that do as much at the same time as a topic without rules, which is the first. */
    public static final List<Rule> SIDE_BY_SIDE =
            List.of(PLAIN, KEY, UNIQUE, MAX_QUEUED, GLOBAL_CONCURRENCY, RATE_LIMIT, KEY_LIMIT);

    @Override
    public String configuration() {
        return settings + ", concurrency 4";
    }

    @Override
    public boolean isTuned() {
        return true;
    }

    @Override
    public int concurrency() {
        return 4;
    }

    @Override
    public int prefetch() {
        return 1000;
    }

    /** A limit of each key is slow enough to be measured by fewer jobs. */
    @Override
    public double share() {
        return equals(KEY_LIMIT) ? 0.1 : 1;
    }

    @Override
    public OpenQueue open(Database database) {
        return new Open(database);
    }

    /** Starts an application that keeps to the rule. */
    public ConfigurableApplicationContext start(Database database) {
        Map<String, Object> properties = new HashMap<>(JobqContender.properties(database));
        properties.put("jobq.defaults.concurrency", 4);
        properties.putAll(settings);
        return JobqContender.start(properties);
    }

    /** As {@link #start}, with a worker that works on no topic of these. */
    public ConfigurableApplicationContext startIdle(Database database) {
        Map<String, Object> properties = new HashMap<>(JobqContender.properties(database));
        properties.putAll(settings);
        properties.put("jobq.worker.topics", "none");
        return JobqContender.start(properties);
    }

    /** Opened with its workers, as it is they who say the rule. */
    private final class Open implements OpenQueue {

        private final Database database;
        private final ConfigurableApplicationContext context;
        private final JobQueue queue;
        private final AtomicLong number = new AtomicLong();

        private Open(Database database) {
            this.database = database;
            this.context = start(database);
            this.queue = context.getBean(JobQueue.class);
        }

        @Override
        public void enqueue(long nanoTime) {
            queue.enqueue(jobs.apply(number.getAndIncrement()));
        }

        @Override
        public void enqueueAll(int count) {
            List<NewJob> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(jobs.apply(number.getAndIncrement()));
            }
            queue.enqueueAll(all);
        }

        @Override
        public void startWorkers() {
            // They run.
        }

        @Override
        public long unfinished() throws SQLException {
            try (var connection = DriverManager.getConnection(database.url());
                    var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT (SELECT count(*) FROM jobq_ready)"
                            + " + (SELECT count(*) FROM jobq_running) + (SELECT count(*) FROM jobq_waiting)")) {
                row.next();
                return row.getLong(1);
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
