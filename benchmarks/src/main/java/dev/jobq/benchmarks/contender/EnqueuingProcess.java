package dev.jobq.benchmarks.contender;

import dev.jobq.benchmarks.machine.ChildJvm;
import dev.jobq.benchmarks.machine.Database;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process that only enqueues: one job for each line it is told. */
public final class EnqueuingProcess {

    private EnqueuingProcess() {}

    /** Starts one and waits until it is ready. */
    public static ChildJvm start(Contender contender, Database database) throws Exception {
        ChildJvm child = new ChildJvm(
                EnqueuingProcess.class,
                List.of("-Xmx256m"),
                List.of(
                        contender.name(),
                        database.store().name(),
                        database.url(),
                        database.file() == null ? "" : database.file().toString()));
        child.hear();
        return child;
    }

    /** The other process. Monotonic time is the machine's on Linux: its jobs say when they were enqueued. */
    public static void main(String[] arguments) throws Exception {
        Contender contender = Contender.all().stream()
                .filter(one -> one.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        Database database = new Database(
                Database.Store.valueOf(arguments[1]),
                arguments[2],
                arguments[3].isEmpty() ? null : Path.of(arguments[3]),
                () -> {});
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                OpenQueue queue = contender.join(database)) {
            System.out.println("ready");
            while (orders.readLine() != null) {
                queue.enqueue(System.nanoTime());
            }
        }
        System.exit(0);
    }
}
