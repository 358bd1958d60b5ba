package dev.jobq.sample;

import dev.jobq.JobId;
import dev.jobq.NewJob;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes texts, shows reports, and plays the webhook's receiver, which fails every third time. */
@RestController
class ReportController {

    private static final int FAILS_EVERY = 3;

    private final ReportFolder reports;
    private final Ledger ledger;
    private final AtomicInteger received = new AtomicInteger();

    ReportController(ReportFolder reports, Ledger ledger) {
        this.reports = reports;
        this.ledger = ledger;
    }

    @PostMapping(path = "/texts", consumes = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<Map<String, String>> submit(@RequestBody String text) {
        String title = "text-" + UUID.randomUUID();
        long run = Math.max(1, ledger.run());
        JobId id = ledger.add(run, FileJobs.TOPIC, title, NewJob.of(new FileJobs.ReadText(run, title, text)))
                .orElseThrow();
        String report = "/reports/" + ReportFolder.nameOf(title);
        return ResponseEntity.accepted()
                .location(URI.create(report))
                .body(Map.of("id", id.toString(), "job", "/actuator/jobq/jobs/" + id, "report", report));
    }

    @GetMapping("/reports")
    List<String> reports() throws IOException {
        return reports.names();
    }

    @GetMapping(path = "/reports/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> report(@PathVariable String name) throws IOException {
        return ResponseEntity.of(reports.read(name));
    }

    @PostMapping(path = "/webhook", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> receive(@RequestBody String report) {
        return received.incrementAndGet() % FAILS_EVERY == 0
                ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body("Every third report is refused, for show")
                : ResponseEntity.noContent().build();
    }
}
