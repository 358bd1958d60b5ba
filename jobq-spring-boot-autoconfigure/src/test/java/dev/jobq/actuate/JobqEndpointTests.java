package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is seen from outside, over HTTP. */
class JobqEndpointTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext hidden;
    private static ConfigurableApplicationContext shown;

    @BeforeAll
    static void start() {
        hidden = start("never");
        shown = start("always");
    }

    @AfterAll
    static void stop() {
        hidden.close();
        shown.close();
    }

    @Test
    void theQueueAtAGlance() throws Exception {
        completed(hidden, "glance");

        JsonNode all = get(hidden, "/actuator/jobq", 200);

        assertThat(all.propertyNames()).containsExactly("store", "topics", "workers", "events");
        assertThat(all.path("store").propertyNames())
                .contains("kind", "version", "durability", "location", "bytes", "walBytes");
        assertThat(all.at("/store/kind").asString()).isEqualTo("sqlite");
        assertThat(all.at("/topics/letters/depth").propertyNames())
                .containsExactlyInAnyOrder(
                        "held",
                        "blocked",
                        "scheduled",
                        "available",
                        "executing",
                        "launched",
                        "retryable",
                        "parked",
                        "discarded",
                        "cancelled",
                        "completed");
        assertThat(all.at("/topics/letters/concurrency").asInt()).isEqualTo(10);
        assertThat(all.at("/topics/letters/running").isInt()).isTrue();
        JsonNode worker = all.at("/workers/0");
        assertThat(worker.propertyNames())
                .contains("id", "host", "pid", "state", "topics", "running", "startedAt", "lastSeenAt");
        assertThat(worker.path("pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(worker.path("state").asString()).isIn("IDLE", "PROCESSING");
        assertThat(all.path("events").size()).isBetween(1, 50);
        assertThat(all.at("/events/0/cursor").asString()).isNotBlank();
    }

    @Test
    void topicsAndOneTopic() throws Exception {
        JobId later = hidden.getBean(JobQueue.class)
                .enqueue(NewJob.of("letters", "later").delay(Duration.ofDays(1)));

        assertThat(get(hidden, "/actuator/jobq/topics", 200).path("topics").propertyNames())
                .contains("letters");
        JsonNode topic = get(hidden, "/actuator/jobq/topics/letters", 200);
        assertThat(topic.at("/depth/scheduled").asLong()).isEqualTo(1);
        assertThat(topic.path("oldestAvailable").isMissingNode())
                .as(topic.toString())
                .isTrue();
        assertThat(get(hidden, "/actuator/jobq/topics/nowhere", 404)
                        .path("message")
                        .asString())
                .contains("nowhere");

        hidden.getBean(JobQueue.class).delete(later);
    }

    @Test
    void theOldestAvailableJobTellsHowLongItHasWaited() throws Exception {
        hidden.getBean(JobQueue.class).enqueue(NewJob.of("unserved", "x").type("nothing"));

        String age = get(hidden, "/actuator/jobq/topics/unserved", 200)
                .path("oldestAvailable")
                .asString();

        assertThat(Duration.parse(age)).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void workers() throws Exception {
        assertThat(get(hidden, "/actuator/jobq/workers", 200).path("workers").size())
                .isEqualTo(1);
    }

    @Test
    void jobsAreListedNewestFirstAndPaged() throws Exception {
        JobId first = completed(hidden, "one");
        JobId second = completed(hidden, "two");

        JsonNode page = get(hidden, "/actuator/jobq/jobs?topic=letters&status=completed&type=letter&limit=1", 200);
        assertThat(page.path("jobs").size()).isEqualTo(1);
        assertThat(page.at("/jobs/0/id").asLong()).isEqualTo(second.value());
        assertThat(page.path("partial").asBoolean(true)).isFalse();
        JsonNode next = get(
                hidden,
                "/actuator/jobq/jobs?topic=letters&status=COMPLETED&limit=1&before="
                        + page.path("next").asLong(),
                200);
        assertThat(next.at("/jobs/0/id").asLong()).isEqualTo(first.value());
    }

    @Test
    void aJobIsShownWithErrorsAndEventsButItsValuesAreHidden() throws Exception {
        JobId id = discarded(hidden);

        JsonNode job = get(hidden, "/actuator/jobq/jobs/" + id, 200);

        assertThat(job.path("status").asString()).isEqualTo("DISCARDED");
        assertThat(job.path("payload").asString()).isEqualTo("******");
        assertThat(job.at("/errors/0/message").asString()).isEqualTo("******");
        assertThat(job.at("/errors/0/stack").asString()).isEqualTo("******");
        assertThat(job.at("/errors/0/type").asString()).isEqualTo(IllegalStateException.class.getName());
        assertThat(job.path("name").asString()).endsWith("." + id);
        assertThat(types(job)).contains("created", "started", "discarded");
        assertThat(job.toString()).doesNotContain("top secret");
        assertThat(body(hidden, "/actuator/jobq/events?limit=1000")).doesNotContain("top secret");
        assertThat(body(hidden, "/actuator/jobq")).doesNotContain("top secret");
        assertThat(body(hidden, "/actuator/jobq/jobs")).doesNotContain("top secret");
    }

    @Test
    void valuesAreShownWhereTheConfigurationSaysSo() throws Exception {
        JsonNode failed = get(shown, "/actuator/jobq/jobs/" + discarded(shown), 200);
        assertThat(failed.path("payload").asString()).isEqualTo("top secret");
        assertThat(failed.at("/errors/0/message").asString()).contains("top secret");

        JsonNode done = get(shown, "/actuator/jobq/jobs/" + completed(shown, "hello"), 200);
        assertThat(done.path("result").asString()).isEqualTo("HELLO");
    }

    @Test
    void eventsFollowACursor() throws Exception {
        completed(hidden, "before");
        String cursor =
                get(hidden, "/actuator/jobq/events?limit=1", 200).path("next").asString();

        JobId id = completed(hidden, "after");

        await().untilAsserted(() -> {
            JsonNode after = get(hidden, "/actuator/jobq/events?limit=1000&after=" + cursor, 200);
            List<String> types = new ArrayList<>();
            after.path("events").forEach(event -> {
                if (event.path("job").asLong() == id.value()) {
                    types.add(event.path("type").asString());
                }
            });
            assertThat(types).containsSubsequence("created", "started", "completed");
            assertThat(after.path("next").asString()).isNotEqualTo(cursor);
        });
    }

    @Test
    void wrongRequestsAreAnsweredWithAMessage() throws Exception {
        assertThat(message("/actuator/jobq/jobs?limit=0", 400)).contains("1 to 1000");
        assertThat(message("/actuator/jobq/jobs?limit=ten", 400)).contains("ten");
        assertThat(message("/actuator/jobq/jobs?status=lost", 400))
                .contains("lost")
                .contains("completed");
        assertThat(message("/actuator/jobq/jobs?before=x", 400)).contains("'x'");
        assertThat(message("/actuator/jobq/jobs/x", 400)).contains("'x'");
        assertThat(message("/actuator/jobq/jobs/999999", 404)).contains("999999");
        assertThat(message("/actuator/jobq/nothing", 404)).contains("nothing");
        assertThat(message("/actuator/jobq/jobs/1/2/3", 404)).contains("jobs/1/2/3");
    }

    @Test
    void healthIsUpWithDetails() throws Exception {
        JsonNode health = get(hidden, "/actuator/health/jobq", 200);

        assertThat(health.path("status").asString()).isEqualTo("UP");
        assertThat(health.at("/details/store").asString()).isEqualTo("sqlite");
        assertThat(health.at("/details/workers").asInt()).isEqualTo(1);
    }

    static JobId completed(ConfigurableApplicationContext context, String payload) {
        return ended(context, NewJob.of("letters", payload).type("letter"), JobStatus.COMPLETED);
    }

    static JobId discarded(ConfigurableApplicationContext context) {
        return ended(context, NewJob.of("failing", "top secret").type("fail").maxAttempts(1), JobStatus.DISCARDED);
    }

    private static JobId ended(ConfigurableApplicationContext context, NewJob job, JobStatus status) {
        JobQueue queue = context.getBean(JobQueue.class);
        JobId id = queue.enqueue(job);
        await().until(() -> queue.get(id).orElseThrow().status() == status);
        return id;
    }

    private static List<String> types(JsonNode job) {
        List<String> types = new ArrayList<>();
        job.path("events").forEach(event -> types.add(event.path("type").asString()));
        return types;
    }

    private static String message(String path, int status) throws Exception {
        JsonNode problem = get(hidden, path, status);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem.path("message").asString();
    }

    static JsonNode get(ConfigurableApplicationContext context, String path, int status) throws Exception {
        HttpResponse<String> response =
                HTTP.send(HttpRequest.newBuilder(uri(context, path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private static String body(ConfigurableApplicationContext context, String path) throws Exception {
        return get(context, path, 200).toString();
    }

    private static URI uri(ConfigurableApplicationContext context, String path) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static ConfigurableApplicationContext start(String showValues) {
        return SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--jobq.sqlite.path=:memory:",
                "--jobq.show-values=" + showValues,
                "--jobq.topics.unserved.concurrency=1",
                // What is seen from outside does not depend on how the application writes its JSON.
                "--spring.jackson.property-naming-strategy=SNAKE_CASE",
                "--spring.flyway.enabled=false",
                "--spring.jmx.enabled=false",
                "--management.endpoint.health.show-details=always",
                "--management.endpoints.web.exposure.include=jobq,health");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @JobHandler(topic = "letters", type = "letter")
        String write(String letter, JobContext job) {
            return letter.toUpperCase(java.util.Locale.ROOT);
        }

        @JobHandler(topic = "failing", type = "fail")
        Outcome fail(String why) {
            throw new IllegalStateException(why);
        }
    }
}
