package dev.jobq.benchmarks.contender;

import dev.jobq.JobHandler;
import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.engine.JobEngine;
import dev.jobq.store.WorkerView.Load;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A worker that polls once an hour, and says when it does what operators say: a line for what has changed, with its monotonic
 * time, which is the machine's on Linux.
 */
public final class SteeredProcess {

    /** Its topic. */
    public static final String TOPIC = "steered";

    /** The name of jobs that take some milliseconds; the others take none. */
    public static final String SLOW = "slow";

    private static final long SLOW_NANOS = 5_000_000;
    private static final long LOOK_NANOS = 200_000;

    private SteeredProcess() {}

    /**
     * Starts one and waits until it is ready.
     *
     * @param hears whether it listens to what others tell
     */
    public static ChildJvm start(Database database, boolean hears) throws Exception {
        ChildJvm child = new ChildJvm(
                SteeredProcess.class,
                List.of("-Xmx256m"),
                List.of(
                        database.store().name(),
                        database.url(),
                        database.file() == null ? "" : database.file().toString(),
                        Boolean.toString(hears)));
        child.hear();
        return child;
    }

    /** The properties of whoever takes part, in which nothing is found by a poll. */
    public static Map<String, Object> properties(Database database, boolean hears) {
        Map<String, Object> properties = JobqContender.properties(database);
        properties.put("jobq.poll-interval", "1h");
        properties.put("jobq.postgresql.notify", hears);
        properties.put("jobq.topics." + TOPIC + ".concurrency", 4);
        return properties;
    }

    /** The other process. */
    public static void main(String[] arguments) throws IOException {
        Database database = new Database(
                Database.Store.valueOf(arguments[0]),
                arguments[1],
                arguments[2].isEmpty() ? null : Path.of(arguments[2]),
                () -> {});
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(properties(database, Boolean.parseBoolean(arguments[3])))
                .run()) {
            JobEngine engine = context.getBean(JobEngine.class);
            while (engine.worker() == null) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            System.out.println("ready");
            Thread watch = new Thread(() -> watch(engine));
            watch.setDaemon(true);
            watch.start();
            // Until whoever started this process closes its end.
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }

    private static void watch(JobEngine engine) {
        @Nullable String said = null;
        while (true) {
            Load load = engine.load().get(TOPIC);
            String now = load == null ? "" : (load.isPaused() ? "paused" : "open") + "/" + load.concurrency();
            if (!now.equals(said)) {
                say(now);
                said = now;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void say(String what) {
        System.out.println(what + " " + System.nanoTime());
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {
        @JobHandler(topic = TOPIC)
        void run(String name) {
            say(name);
            if (name.equals(SLOW)) {
                LockSupport.parkNanos(SLOW_NANOS);
            }
        }
    }
}
