package dev.jobq.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What another process hears when it follows the events. */
class EventStreamTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--jobq.sqlite.path=" + directory.resolve("jobq.db"),
                "--jobq.web.enabled=true",
                "--jobq.web.path=/queue",
                "--jobq.defaults.backoff.strategy=none",
                // What is seen from outside does not depend on how the application writes its JSON.
                "--spring.jackson.property-naming-strategy=SNAKE_CASE",
                "--spring.flyway.enabled=false",
                "--spring.jmx.enabled=false");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void eventsAreStreamedAndGoOnWhereTheClientStopped() throws Exception {
        HttpResponse<InputStream> stream = stream(null);
        assertThat(stream.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        JobId first;
        String cursor;
        try (BufferedReader lines = lines(stream)) {
            assertThat(lines.readLine()).startsWith(":");
            first = completed("streamed");
            cursor = readUntil(lines, first, "created");
            readUntil(lines, first, "completed");
        }

        HttpResponse<InputStream> again = stream(cursor);
        try (BufferedReader lines = lines(again)) {
            readUntil(lines, first, "completed");
        }
    }

    @Test
    void everyFollowerHearsEveryEventOfJobsThatAnotherProcessEnqueued() throws Exception {
        try (BufferedReader one = lines(stream(null));
                BufferedReader two = lines(stream(null));
                JobQueue elsewhere = JobQueue.open(directory.resolve("jobq.db"))) {
            assertThat(one.readLine()).startsWith(":");
            assertThat(two.readLine()).startsWith(":");

            JobId fine = elsewhere.enqueue(NewJob.of("letters", "dear").type("letter"));
            JobId bad = elsewhere.enqueue(
                    NewJob.of("letters", "bad").type("failing").maxAttempts(2));

            for (BufferedReader lines : List.of(one, two)) {
                Map<Long, List<String>> heard = readUntilEnd(lines, fine, bad);
                assertThat(heard.get(fine.value())).containsExactly("created", "started", "completed");
                assertThat(heard.get(bad.value()))
                        .containsSubsequence("created", "started", "retry-scheduled", "started", "discarded");
            }
        }
    }

    @Test
    void anUnknownCursorIsRefused() throws Exception {
        assertThat(stream("nonsense").statusCode()).isEqualTo(400);
    }

    /** Returns the id of the event. */
    private static String readUntil(BufferedReader lines, JobId job, String type) throws Exception {
        String id = "";
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                id = line.substring(3);
            } else if (line.startsWith("event:")) {
                name = line.substring(6);
            } else if (line.startsWith("data:") && name.equals(type)) {
                JsonNode data = JsonMapper.shared().readTree(line.substring(5));
                if (data.path("job").asLong() == job.value()) {
                    return id;
                }
            }
        }
        throw new AssertionError("The stream ended without '%s' of job %s".formatted(type, job));
    }

    /** Returns the types of events by job, up to the end of each of these. */
    private static Map<Long, List<String>> readUntilEnd(BufferedReader lines, JobId... jobs) throws Exception {
        Map<Long, List<String>> types = new HashMap<>();
        Set<Long> open = Arrays.stream(jobs).map(JobId::value).collect(Collectors.toCollection(HashSet::new));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                JsonNode event = JsonMapper.shared().readTree(line.substring(5));
                long job = event.path("job").asLong();
                String type = event.path("type").asString();
                types.computeIfAbsent(job, id -> new ArrayList<>()).add(type);
                if (type.equals("completed") || type.equals("discarded")) {
                    open.remove(job);
                }
                if (open.isEmpty()) {
                    return types;
                }
            }
        }
        throw new AssertionError("The stream ended before jobs " + open);
    }

    private static BufferedReader lines(HttpResponse<InputStream> stream) {
        return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    }

    private static HttpResponse<InputStream> stream(String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri()).timeout(Duration.ofSeconds(20));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static JobId completed(String payload) {
        JobQueue queue = application.getBean(JobQueue.class);
        JobId id = queue.enqueue(NewJob.of("letters", payload).type("letter"));
        await().until(() -> queue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
        return id;
    }

    private static URI uri() {
        int port = ((WebServerApplicationContext) application).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + "/queue/events");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @JobHandler(topic = "letters", type = "letter")
        String write(String letter) {
            return letter.toUpperCase(Locale.ROOT);
        }

        @JobHandler(topic = "letters", type = "failing")
        void fail(String letter) {
            throw new IllegalStateException(letter);
        }
    }
}
