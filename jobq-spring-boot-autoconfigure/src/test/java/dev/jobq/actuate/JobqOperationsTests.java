package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.Topics;
import dev.jobq.store.JobStore;
import jakarta.servlet.Filter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** What operators do over HTTP, with and without being allowed to. */
class JobqOperationsTests {

    private static ConfigurableApplicationContext open;
    private static ConfigurableApplicationContext readOnly;

    @BeforeAll
    static void start() {
        open = run("--management.endpoint.jobq.access=unrestricted");
        readOnly = run();
    }

    @AfterAll
    static void stop() {
        open.close();
        readOnly.close();
    }

    @ParameterizedTest
    @CsvSource({"POST,topics/letters", "POST,recurring/x", "POST,jobs/1", "DELETE,jobs/1", "DELETE,workers/a.1.2.3"})
    void nothingCanBeChangedUnlessTheConfigurationSaysSo(String method, String path) throws Exception {
        JobId id = readOnly.getBean(JobQueue.class).enqueue(NewJob.of("unserved", "x"));

        HttpResponse<String> response = ActuatorClient.send(
                readOnly, method, path.replace("1", id.toString()), "{\"action\":\"pause\"}", "ada");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(readOnly.getBean(JobQueue.class).get(id)).isPresent();
        assertThat(readOnly.getBean(Topics.class).get("letters").orElseThrow().isPaused())
                .isFalse();
        assertThat(ActuatorClient.body(ActuatorClient.send(readOnly, "GET", "jobs/" + id + "/why", null, null), 200)
                        .at("/reasons/0/reason")
                        .asString())
                .isEqualTo("no-worker");
    }

    @Test
    void aTopicIsPausedDrainedAndResumedByWhoeverIsSignedIn() throws Exception {
        JsonNode paused = post("topics/letters", "{\"action\":\"pause\"}", "ada", 200);
        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(paused.at("/pause/by").asString()).isEqualTo("ada");
        await().until(() -> get("topics/letters").at("/pause/drained").asBoolean());
        JobId id =
                open.getBean(JobQueue.class).enqueue(NewJob.of("letters", "x").type("letter"));
        JsonNode why = get("jobs/" + id + "/why");
        assertThat(why.at("/reasons/0/reason").asString()).isEqualTo("topic-paused");
        assertThat(why.at("/reasons/0/by").asString()).isEqualTo("ada");
        assertThat(why.at("/reasons/0/text").asString()).contains("ada");
        assertThat(why.path("status").asString()).isEqualTo("AVAILABLE");

        assertThat(post("topics/letters", "{\"action\":\"resume\"}", null, 200)
                        .path("paused")
                        .asBoolean(true))
                .isFalse();
        awaitStatus(id, JobStatus.COMPLETED);
        assertThat(post("topics/letters", "{\"action\":\"drain\"}", "bob", 200)
                        .at("/pause/by")
                        .asString())
                .isEqualTo("bob");
        post("topics/letters", "{\"action\":\"resume\"}", "bob", 200);

        assertThat(operatorEvents("letters"))
                .containsSubsequence("ada pause null true", "actuator resume true null", "bob drain null true");
    }

    @Test
    void concurrencyIsShownBesideWhatIsConfigured() throws Exception {
        JsonNode changed = post("topics/letters", "{\"action\":\"concurrency\",\"concurrency\":3}", "ada", 200);
        assertThat(changed.path("concurrency").asInt()).isEqualTo(3);
        assertThat(changed.path("configured").asInt()).isEqualTo(10);
        assertThat(changed.at("/settings/0/name").asString()).isEqualTo("concurrency");
        assertThat(changed.at("/settings/0/value").asInt()).isEqualTo(3);
        assertThat(changed.at("/workers/0/concurrency").asInt()).isEqualTo(3);
        assertThat(changed.at("/workers/0/configured").asInt()).isEqualTo(10);

        String worker = changed.at("/workers/0/id").asString();
        JsonNode one = post(
                "topics/letters",
                "{\"action\":\"concurrency\",\"concurrency\":\"5\",\"worker\":\"%s\"}".formatted(worker),
                "ada",
                200);
        assertThat(one.at("/utilisation/concurrency").asInt()).isEqualTo(5);
        JsonNode reset = post("topics/letters", "{\"action\":\"reset-concurrency\"}", "ada", 200);
        assertThat(reset.path("concurrency").asInt()).isEqualTo(10);
        assertThat(reset.path("settings").size()).isZero();
    }

    @Test
    void topicsAreMadeWokenAndPurged() throws Exception {
        post("topics/made", "{\"action\":\"create\"}", "ada", 200);
        JobQueue queue = open.getBean(JobQueue.class);
        JobId id = queue.enqueue("made", 1);
        queue.cancel(id);
        post("topics/made", "{\"action\":\"wake-up\"}", "ada", 200);
        post("topics/made", "{\"action\":\"purge\",\"olderThan\":\"P1D\"}", "ada", 200);
        assertThat(queue.get(id)).isPresent();
        assertThat(post("topics/made", "{\"action\":\"purge\",\"olderThan\":\"PT0S\"}", "ada", 200)
                        .at("/depth/cancelled")
                        .asInt())
                .isZero();
        assertThat(queue.get(id)).isEmpty();
        assertThat(operatorEvents("made")).containsExactly("ada create null null", "ada purge null null");
    }

    @Test
    void aJobIsCancelledRetriedAndDeleted() throws Exception {
        JobQueue queue = open.getBean(JobQueue.class);
        JobId id = queue.enqueue(NewJob.of("unserved", "x"));

        assertThat(post("jobs/" + id, "{\"action\":\"cancel\"}", "ada", 200)
                        .path("status")
                        .asString())
                .isEqualTo("CANCELLED");
        assertThat(post("jobs/" + id, "{\"action\":\"cancel\"}", "ada", 409)
                        .path("message")
                        .asString())
                .contains(id.toString(), "CANCELLED", "cancel");
        assertThat(post("jobs/" + id, "{\"action\":\"retry\"}", "bob", 200)
                        .path("status")
                        .asString())
                .isEqualTo("AVAILABLE");
        assertThat(get("events?limit=1000").toString())
                .contains("{\"action\":\"cancel\",\"by\":\"ada\"}", "{\"action\":\"retry\",\"by\":\"bob\"}");
        assertThat(ActuatorClient.send(open, "DELETE", "jobs/" + id, null, "cleo")
                        .statusCode())
                .isEqualTo(204);
        assertThat(queue.get(id)).isEmpty();
        assertThat(ActuatorClient.send(open, "DELETE", "jobs/" + id, null, "cleo")
                        .statusCode())
                .isEqualTo(404);
        assertThat(operatorEvents("unserved")).contains("cleo delete AVAILABLE null");
        assertThat(ActuatorClient.send(open, "GET", "jobs/" + id + "/why", null, null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aCompletedJobCannotBeRetried() throws Exception {
        JobId id = open.getBean(JobQueue.class).enqueue(NewJob.of("quick", "x").type("quick"));
        awaitStatus(id, JobStatus.COMPLETED);
        assertThat(post("jobs/" + id, "{\"action\":\"retry\"}", "ada", 409)
                        .path("message")
                        .asString())
                .contains("COMPLETED");
        assertThat(get("jobs/" + id + "/why").at("/reasons/0/reason").asString())
                .isEqualTo("ended");
    }

    @Test
    void onlyAStaleWorkerIsForgotten() throws Exception {
        JobStore store = open.getBean(JobStore.class);
        ProcessId stale = new ProcessId("gone.example.org", 7, Instant.parse("2026-11-01T00:00:00Z"));
        store.nodes().register(stale, List.of("unserved"), Duration.ZERO);
        await().until(() -> get("workers").toString().contains("STALE"));

        assertThat(ActuatorClient.send(open, "DELETE", "workers/" + stale, null, "ada")
                        .statusCode())
                .isEqualTo(204);
        assertThat(get("workers").toString()).doesNotContain(stale.toString());
        assertThat(ActuatorClient.send(open, "DELETE", "workers/" + stale, null, "ada")
                        .statusCode())
                .isEqualTo(404);
        String alive = get("workers").at("/workers/0/id").asString();
        HttpResponse<String> refused = ActuatorClient.send(open, "DELETE", "workers/" + alive, null, "ada");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains(alive, "stale");
        assertThat(get("events?limit=1000").toString()).contains(stale.toString(), "forget");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topics/letters  | {"action":"halt"}                                         | 400 | halt
            topics/letters  | {}                                                        | 400 | resume
            topics/letters  | {"action":"concurrency","concurrency":0}                  | 400 | letters
            topics/letters  | {"action":"concurrency"}                                  | 400 | whole number
            topics/letters  | {"action":"purge","olderThan":"yesterday"}                | 400 | yesterday
            topics/letters  | {"action":"limits","limits":"rate-limit=100/0s"}          | 400 | rate-limit=100/0s
            topics/letters  | {"action":"limits","limits":"global-concurrency=0"}       | 400 | global-concurrency 0
            topics/letters  | {"action":"limits"}                                       | 400 | limits are missing
            topics/letters  | {"action":"pause","worker":"x"}                           | 400 | hostname.pid.seconds.millis
            topics/letters  | {"action":"pause","worker":"x.1.2.3"}                     | 404 | x.1.2.003
            topics/nowhere  | {"action":"pause"}                                        | 404 | nowhere
            jobs/x          | {"action":"retry"}                                        | 400 | 'x'
            jobs/999999     | {"action":"retry"}                                        | 404 | 999999
            jobs/1          | {"action":"explode"}                                      | 400 | explode
            jobs/999999     | {"action":"requeue"}                                      | 404 | 999999
            jobs/999999     | {"action":"to-back"}                                      | 404 | 999999
            recurring/none  | {"action":"pause"}                                        | 404 | none
            recurring/none  | {"action":"run-now"}                                      | 404 | none
            recurring/none  | {"action":"explode"}                                      | 400 | explode
            workers/x       | {"action":"retry"}                                        | 404 | post to
            """)
    void wrongRequestsAreAnsweredWithAMessage(String path, String body, int status, String message) throws Exception {
        JsonNode problem = post(path, body, "ada", status);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("message").asString()).contains(message);
    }

    /** Oldest first. */
    private static List<String> operatorEvents(String topic) throws Exception {
        List<String> events = new ArrayList<>();
        get("events?limit=1000").path("events").forEach(event -> {
            boolean isOfTopic = event.path("topic").asString("").equals(topic)
                    && event.path("job").asString("").isEmpty();
            if (event.path("type").asString().equals("operator") && isOfTopic) {
                events.add(
                        0,
                        "%s %s %s %s"
                                .formatted(
                                        event.at("/data/by").asString(),
                                        event.at("/data/action").asString(),
                                        event.path("old").asString("null"),
                                        event.path("new").asString("null")));
            }
        });
        return events;
    }

    private static void awaitStatus(JobId id, JobStatus status) {
        await().until(() -> open.getBean(JobQueue.class).get(id).orElseThrow().status() == status);
    }

    private static JsonNode get(String path) throws Exception {
        return ActuatorClient.body(ActuatorClient.send(open, "GET", path, null, null), 200);
    }

    private static JsonNode post(String path, String body, String user, int status) throws Exception {
        return ActuatorClient.body(ActuatorClient.send(open, "POST", path, body, user), status);
    }

    static ConfigurableApplicationContext run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--jobq.sqlite.path=:memory:",
                "--jobq.topics.unserved.concurrency=1",
                // Nobody but the operator takes a stale worker off the list.
                "--jobq.worker.lease=1h",
                "--jobq.worker.heartbeat=10m",
                "--spring.flyway.enabled=false",
                "--spring.jmx.enabled=false",
                "--management.endpoints.web.exposure.include=jobq"));
        arguments.addAll(List.of(more));
        return SpringApplication.run(Application.class, arguments.toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @JobHandler(topic = "letters", type = "letter")
        void write(String letter) {}

        @JobHandler(topic = "quick", type = "quick")
        void run(String what) {}

        @Bean
        Filter signedIn() {
            return ActuatorClient.signedIn();
        }
    }
}
