package dev.jobq.sample;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobType;
import dev.jobq.Outcome;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Posts reports to a webhook. An answer other than 2xx throws, and the job is tried again. */
@Component
class WebhookJobs {

    static final String TOPIC = "webhooks";

    private final ReportFolder reports;
    private final Ledger ledger;
    private final SampleProperties properties;
    private final Environment environment;
    private final RestClient http;

    WebhookJobs(ReportFolder reports, Ledger ledger, SampleProperties properties, Environment environment) {
        this.reports = reports;
        this.ledger = ledger;
        this.properties = properties;
        this.environment = environment;
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
        requests.setReadTimeout(properties.patience());
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /**
     * A report to post.
     *
     * @param name the report's file
     */
    @JobType(topic = TOPIC)
    record PostReport(String name) {}

    @JobHandler(topic = TOPIC)
    Outcome post(PostReport post, JobContext job) throws IOException {
        Optional<String> report = reports.read(post.name());
        if (report.isEmpty()) {
            return Outcome.discard("The report %s was deleted".formatted(post.name()));
        }
        http.post()
                .uri(webhook())
                .contentType(MediaType.APPLICATION_JSON)
                // The receiver can tell a repeated delivery by the job, and a late one by the smaller fence.
                .header("Jobq-Job", job.id().toString())
                .header("Jobq-Fence", String.valueOf(job.fence()))
                .body(report.get())
                .retrieve()
                .toBodilessEntity();
        ledger.end(job.id());
        return Outcome.complete(post.name());
    }

    private String webhook() {
        String address = properties.webhook();
        return address != null
                ? address
                : environment.resolvePlaceholders("http://127.0.0.1:${local.server.port:${server.port:8080}}/webhook");
    }
}
