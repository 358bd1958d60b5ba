package dev.jobq.store.jdbc.sqlite;

import dev.jobq.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A process that opens a database and takes the jobs of those whose death is proven. */
final class OtherRescuer {

    private OtherRescuer() {}

    /** Runs it to its end; how many nodes it took for dead. */
    static int run(Path database) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherRescuer.class.getName(),
                        database.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String answer = said.lines()
                .filter(line -> line.startsWith("rescued "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
        return Integer.parseInt(answer.substring("rescued ".length()));
    }

    public static void main(String[] args) {
        try (SqliteJobStore store = SqliteStores.open(SqliteTarget.file(Path.of(args[0])))) {
            long self = store.nodes()
                    .register(ProcessId.ofThisProcess(Instant.now()), List.of("emails"), Duration.ofMinutes(1));
            System.out.println("rescued " + store.nodes().rescue(self, null).size());
            store.nodes().unregister(self);
        }
    }
}
