package dev.jobq.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

@DirtiesContext // ends the application before its folder goes
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

    private static final int FILES = 12;

    @TempDir
    static Path directory;

    @Autowired
    private Ledger ledger;

    @Autowired
    private ProgressBar progress;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) throws IOException {
        Path texts = Files.createDirectories(directory.resolve("texts/nested"));
        for (int i = 1; i <= FILES; i++) {
            Files.writeString(
                    texts.resolve("file%d.txt".formatted(i)), "Once upon upon a time\nnumber %d".formatted(i));
        }
        Files.write(texts.resolve("binary"), new byte[] {1, 0, 2});
        registry.add("sample.folder", () -> directory.resolve("texts").toString());
        registry.add("sample.reports", () -> directory.resolve("reports").toString());
        registry.add("jobq.sqlite.path", () -> directory.resolve("sample.db").toString());
    }

    @Test
    void everyFileIsReadReportedAndPostedAndEveryProcessRuns() throws IOException {
        awaitEnd();

        // Another test may have sent a text of its own before.
        assertThat(ledger.counts(1).get("files").done()).isBetween((long) FILES, FILES + 1L);
        assertThat(ledger.counts(1).get("webhooks").done()).isBetween((long) FILES, FILES + 1L);
        assertThat(ledger.counts(1)).containsEntry("processes", new Ledger.Count(3, 3));
        JsonNode report = get("/reports/"
                + ReportFolder.nameOf(
                        directory.resolve("texts/nested/file3.txt").toString()));
        assertThat(report.get("words").asInt()).isEqualTo(6);
        assertThat(report.get("lines").asInt()).isEqualTo(2);
        assertThat(report.get("frequentWords").get("upon").asInt()).isEqualTo(2);
        assertThat(report.get("sha256").asString())
                .isEqualTo(Report.sha256(Files.readAllBytes(directory.resolve("texts/nested/file3.txt"))));
        assertThat(directory.resolve("reports/java-version.txt")).content().contains("version");
    }

    @Test
    void refusedReportsArePostedAgain() {
        awaitEnd();

        // The receiver refuses every third: so half as many refusals as acceptances, less one that may be missing.
        assertThat(progress.retries()).isGreaterThanOrEqualTo(FILES / 2 - 1);
    }

    @Test
    void actuatorShowsTheJobs() {
        awaitEnd();

        await().untilAsserted(() -> {
            JsonNode topics = get("/actuator/jobq").get("topics");
            assertThat(topics.get("files").get("depth").get("completed").asInt())
                    .isGreaterThanOrEqualTo(FILES);
            assertThat(topics.get("processes").get("depth").get("completed").asInt())
                    .isEqualTo(3);
        });
        assertThat(get("/actuator/health").get("status").asString()).isEqualTo("UP");
    }

    @Test
    void textThatIsSentBecomesAReport() {
        ResponseEntity<Map<String, String>> answer = http().post()
                .uri("/texts")
                .contentType(MediaType.TEXT_PLAIN)
                .body("to be or not to be")
                .retrieve()
                .toEntity(new org.springframework.core.ParameterizedTypeReference<>() {});

        assertThat(answer.getStatusCode().value()).isEqualTo(202);
        URI report = answer.getHeaders().getLocation();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(HttpClientErrorException.NotFound.class)
                .untilAsserted(() ->
                        assertThat(get(report.toString()).get("words").asInt()).isEqualTo(6));
        assertThat(get("/reports").toString()).contains(report.getPath().replace("/reports/", ""));
    }

    @Test
    void onlyReportsCanBeReadFromOutside() throws IOException {
        Files.writeString(directory.resolve("secret.json"), "{}");

        assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(() -> get("/reports/..%2Fsecret.json"));
        assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
                .isThrownBy(() -> get("/reports/java-version.txt"));
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Map<String, Ledger.Count> counts = ledger.counts(1);
            return counts.containsKey("webhooks") && counts.values().stream().allMatch(count -> count.left() == 0);
        });
    }

    private JsonNode get(String path) {
        return http().get()
                .uri(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .retrieve()
                .body(JsonNode.class);
    }

    private RestClient http() {
        return RestClient.create("http://127.0.0.1:" + port);
    }
}
