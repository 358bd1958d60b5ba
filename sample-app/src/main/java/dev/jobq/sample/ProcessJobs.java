package dev.jobq.sample;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobType;
import dev.jobq.Launched;
import dev.jobq.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Runs the operating system's processes. The handler returns at once; its job is LAUNCHED and keeps its slot until the
 * process ends.
 */
@Component
class ProcessJobs {

    static final String TOPIC = "processes";

    private final ReportFolder reports;
    private final Ledger ledger;

    ProcessJobs(ReportFolder reports, Ledger ledger) {
        this.reports = reports;
        this.ledger = ledger;
    }

    /**
     * A call of this machine's own Java, which every machine that runs the sample has.
     *
     * @param title what to call it
     * @param arguments what to call it with
     */
    @JobType(topic = TOPIC)
    record RunJava(String title, List<String> arguments) {}

    @JobHandler(topic = TOPIC)
    Launched runJava(RunJava run, JobContext job) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(run.arguments());
        Path output = reports.file(run.title() + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        job.log(JobContext.Level.INFO, "Started process %d".formatted(process.pid()));
        return Launched.of(process).onEnd(end -> {
            if (!Integer.valueOf(0).equals(end.value())) {
                return Outcome.fail("%s ended with %s".formatted(command, end));
            }
            ledger.end(job.id());
            return Outcome.complete(Map.of("exitCode", 0, "output", output.toString()));
        });
    }
}
