package dev.jobq.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.JobHandler;
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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** jobq: {@code JobQueue.open} while only enqueueing, a Spring Boot application once it works. */
public final class JobqContender implements Contender {

    /** The topic of its jobs. */
    public static final String TOPIC = "emails";

    private static final int CONCURRENCY = 4;
    private static final int PREFETCH = 1000;
    private static final Map<String, Object> TUNED =
            Map.of("jobq.defaults.concurrency", CONCURRENCY, "jobq.defaults.prefetch", PREFETCH);

    private final boolean isTuned;

    JobqContender(boolean isTuned) {
        this.isTuned = isTuned;
    }

    @Override
    public String name() {
        return isTuned ? "jobq" : "jobq defaults";
    }

    @Override
    public String configuration() {
        return isTuned ? TUNED.toString() : "nothing set (concurrency 10, prefetch 1000)";
    }

    @Override
    public boolean isTuned() {
        return isTuned;
    }

    @Override
    public int concurrency() {
        return isTuned ? CONCURRENCY : 10;
    }

    @Override
    public int prefetch() {
        return PREFETCH;
    }

    @Override
    public double share() {
        return 1;
    }

    @Override
    public OpenQueue open(Database database) {
        return new Open(database, isTuned ? TUNED : Map.of());
    }

    /** The properties with which an application uses a database. */
    public static Map<String, Object> properties(Database database) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.main.log-startup-info", false);
        if (database.file() == null) {
            properties.put("spring.datasource.url", database.url());
        } else {
            properties.put("jobq.sqlite.path", database.file().toString());
        }
        return properties;
    }

    /** Starts an application that handles the topic {@code emails}. */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(properties)
                .run();
    }

    /** A queue that only enqueues, without Spring. */
    public static JobQueue openQueue(Database database) {
        if (database.file() != null) {
            return JobQueue.open(database.file());
        }
        return JobQueue.open(Pools.open(database, 10));
    }

    /** A job of the topic {@code emails}. */
    public static NewJob job(long nanoTime) {
        return NewJob.of(TOPIC, Welcome.at(nanoTime)).type("welcome");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Emails emails() {
            return new Emails();
        }
    }

    static class Emails {
        @JobHandler(topic = TOPIC, type = "welcome")
        void send(Welcome welcome) {
            Handled.job(welcome.sentAt());
        }
    }

    private static final class Open implements OpenQueue {

        private final Database database;
        private final Map<String, Object> settings;
        private @Nullable HikariDataSource pool;
        private JobQueue queue;
        private @Nullable ConfigurableApplicationContext context;

        Open(Database database, Map<String, Object> settings) {
            this.database = database;
            this.settings = settings;
            if (database.file() == null) {
                pool = Pools.open(database, 10);
                queue = JobQueue.open(pool);
            } else {
                queue = JobQueue.open(database.file());
            }
        }

        @Override
        public void enqueue(long nanoTime) {
            queue.enqueue(job(nanoTime));
        }

        @Override
        public void enqueueAll(int jobs) {
            List<NewJob> all = new ArrayList<>(jobs);
            for (int i = 0; i < jobs; i++) {
                all.add(job(i));
            }
            queue.enqueueAll(all);
        }

        @Override
        public void startWorkers() {
            closeStandalone();
            Map<String, Object> properties = properties(database);
            properties.putAll(settings);
            context = start(properties);
            queue = context.getBean(JobQueue.class);
        }

        @Override
        public long unfinished() throws SQLException {
            try (var connection = DriverManager.getConnection(database.url());
                    var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT (SELECT count(*) FROM jobq_ready) + (SELECT count(*) FROM jobq_running)")) {
                row.next();
                return row.getLong(1);
            }
        }

        @Override
        public void close() {
            if (context != null) {
                context.close();
            } else {
                closeStandalone();
            }
        }

        private void closeStandalone() {
            queue.close();
            if (pool != null) {
                pool.close();
                pool = null;
            }
        }
    }
}
