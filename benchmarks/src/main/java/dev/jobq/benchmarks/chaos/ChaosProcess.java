package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child process that faults happen to. */
final class ChaosProcess implements AutoCloseable {

    private final ChildJvm jvm;
    private final List<Fault> faults;

    /** Waits until the process says that it is ready. */
    ChaosProcess(ChildJvm jvm, List<Fault> faults) throws IOException {
        this.jvm = jvm;
        this.faults = faults;
        jvm.hear();
    }

    /** Starts a process whose complaints about faults go to a file beside the histories. */
    static ChildJvm quietly(Class<?> main, List<String> arguments, Path directory) throws IOException {
        return new ChildJvm(
                main,
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                arguments,
                ProcessBuilder.Redirect.appendTo(directory.resolve("errors").toFile()));
    }

    ChildJvm jvm() {
        return jvm;
    }

    /** SIGKILL. */
    void kill() throws IOException, InterruptedException {
        faults.add(Fault.killed(jvm.pid(), System.nanoTime()));
        jvm.signal("KILL");
        jvm.awaitEnd();
    }

    /** SIGTERM, and waits for the end. */
    void stop() throws IOException, InterruptedException {
        faults.add(Fault.stopped(jvm.pid(), System.nanoTime()));
        jvm.signal("TERM");
        jvm.awaitEnd();
    }

    /** SIGSTOP, and SIGCONT after so long. What it does in the second after is not to be relied on: it has to find out first. */
    void freeze(long millis) throws IOException, InterruptedException {
        long from = System.nanoTime();
        jvm.signal("STOP");
        Pause.millis(millis);
        jvm.signal("CONT");
        faults.add(Fault.frozen(jvm.pid(), from, System.nanoTime() + TimeUnit.SECONDS.toNanos(1)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        jvm.signal("KILL");
        jvm.awaitEnd();
    }
}
