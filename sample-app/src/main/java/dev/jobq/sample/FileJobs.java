package dev.jobq.sample;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobType;
import dev.jobq.NewJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Reads texts, and has each report posted. */
@Component
class FileJobs {

    static final String TOPIC = "files";

    private final ReportFolder reports;
    private final Ledger ledger;

    FileJobs(ReportFolder reports, Ledger ledger) {
        this.reports = reports;
        this.ledger = ledger;
    }

    /**
     * A file to read.
     *
     * @param run the run that it belongs to
     * @param path where it is
     */
    @JobType(topic = TOPIC)
    record ReadFile(long run, String path) {}

    /**
     * A text that a user sent.
     *
     * @param run the run that it belongs to
     * @param title what to call it
     * @param text the text
     */
    @JobType(topic = TOPIC)
    record ReadText(long run, String title, String text) {}

    /** A file that is gone will not come back: no second attempt. */
    @JobHandler(topic = TOPIC, discardOn = NoSuchFileException.class)
    Report readFile(ReadFile file, JobContext job) throws IOException {
        job.step("read");
        byte[] content = Files.readAllBytes(Path.of(file.path()));
        return report(file.run(), file.path(), content, job);
    }

    @JobHandler(topic = TOPIC)
    Report readText(ReadText text, JobContext job) throws IOException {
        return report(text.run(), text.title(), text.text().getBytes(StandardCharsets.UTF_8), job);
    }

    private Report report(long run, String subject, byte[] content, JobContext job) throws IOException {
        job.step("count");
        Report report = Report.of(subject, content);
        job.stat("words", (double) report.words());
        job.step("write");
        String name = reports.write(report);
        ledger.follow(job.id(), run, WebhookJobs.TOPIC, name, NewJob.of(new WebhookJobs.PostReport(name)));
        return report;
    }
}
