package dev.jobq.sample;

import dev.jobq.NewJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/** Enqueues every text file when the application has started, or goes on with what an earlier run left. */
@Component
@ConditionalOnBooleanProperty(name = "sample.enqueue", matchIfMissing = true)
class SampleRun implements ApplicationRunner {

    private final SampleProperties properties;
    private final Ledger ledger;
    private final ProgressBar progress;

    SampleRun(SampleProperties properties, Ledger ledger, ProgressBar progress) {
        this.properties = properties;
        this.ledger = ledger;
        this.progress = progress;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        long last = ledger.run();
        ledger.strikeOut(last);
        long left = ledger.counts(last).values().stream()
                .mapToLong(Ledger.Count::left)
                .sum();
        if (left > 0) {
            progress.begin(last, "Going on with run %d: %d jobs were left".formatted(last, left));
            return;
        }
        long run = last + 1;
        Path folder = properties.source();
        ledger.addAll(run, FileJobs.TOPIC, files(run, folder));
        ledger.addAll(run, ProcessJobs.TOPIC, processes());
        progress.begin(run, "Run %d: reading the text files in %s".formatted(run, folder));
    }

    private Map<String, NewJob> files(long run, Path folder) throws IOException {
        Map<String, NewJob> jobs = new LinkedHashMap<>();
        for (Path file : TextFiles.below(folder, properties.reports())) {
            jobs.put(file.toString(), NewJob.of(new FileJobs.ReadFile(run, file.toString())));
        }
        return jobs;
    }

    private static Map<String, NewJob> processes() {
        Map<String, NewJob> jobs = new LinkedHashMap<>();
        List.of(
                        new ProcessJobs.RunJava("java-version", List.of("-version")),
                        new ProcessJobs.RunJava("java-modules", List.of("--list-modules")),
                        new ProcessJobs.RunJava("java-settings", List.of("-XshowSettings:properties", "-version")))
                .forEach(run -> jobs.put(run.title(), NewJob.of(run)));
        return jobs;
    }
}
