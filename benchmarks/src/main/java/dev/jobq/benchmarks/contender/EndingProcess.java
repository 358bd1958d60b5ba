package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import dev.jobq.store.JobStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** A process that claims one job when told to, and ends it when told to, and says when the end was committed. */
public final class EndingProcess {

    private static final long LOOK_NANOS = 1_000_000;

    private EndingProcess() {}

    /** Starts one and waits until it is ready. */
    public static ChildJvm start(Database database) throws Exception {
        ChildJvm child = new ChildJvm(
                EndingProcess.class,
                List.of("-Xmx256m"),
                List.of(
                        database.store().name(),
                        database.url(),
                        database.file() == null ? "" : database.file().toString()));
        child.hear();
        return child;
    }

    /** The other process. Monotonic time is the machine's on Linux. */
    public static void main(String[] arguments) throws Exception {
        Database database = new Database(
                Database.Store.valueOf(arguments[0]),
                arguments[1],
                arguments[2].isEmpty() ? null : Path.of(arguments[2]),
                () -> {});
        Map<String, Object> properties = JobqContender.properties(database);
        properties.put("jobq.worker.enabled", false);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                ConfigurableApplicationContext context = JobqContender.start(properties);
                StoreProbe probe = new StoreProbe(context.getBean(JobStore.class))) {
            System.out.println("ready");
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals("claim")) {
                    while (!probe.claimOne()) {
                        LockSupport.parkNanos(LOOK_NANOS);
                    }
                    System.out.println("claimed");
                } else {
                    long start = System.nanoTime();
                    probe.endOne();
                    System.out.println(start + " " + System.nanoTime());
                }
            }
        }
        System.exit(0);
    }
}
