package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.NewSchedule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What operators do over HTTP to single jobs and schedules, besides what {@link JobqOperationsTests} shows. */
class JobqActionsTests {

    private static ConfigurableApplicationContext open;

    @BeforeAll
    static void start() {
        open = JobqOperationsTests.run(
                "--management.endpoint.jobq.access=unrestricted", "--jobq.topics.narrow.max-queued=1");
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    @Test
    void aJobIsRequeuedAndBothTellOfTheOther() throws Exception {
        JobId id = open.getBean(JobQueue.class).enqueue(NewJob.of("unserved", "x"));
        JsonNode old = post("jobs/" + id, "{\"action\":\"requeue\"}", "ada", 200);
        assertThat(old.path("status").asString()).isEqualTo("DISCARDED");
        long next = old.path("requeuedAs").asLong();
        assertThat(get("jobs/" + next).path("requeuedFrom").asLong()).isEqualTo(id.value());
        assertThat(get("jobs/" + next).path("status").asString()).isEqualTo("AVAILABLE");
        assertThat(get("events?limit=1000").toString()).contains("{\"as\":%d,\"by\":\"ada\"}".formatted(next));
    }

    @Test
    void aJobIsSentToTheBack() throws Exception {
        JobQueue queue = open.getBean(JobQueue.class);
        JobId first = queue.enqueue(NewJob.of("unserved", "x"));
        JobId second = queue.enqueue(NewJob.of("unserved", "x"));
        post("jobs/" + first, "{\"action\":\"to-back\"}", "ada", 200);
        assertThat(queue.get(first).orElseThrow().runAt())
                .isAfterOrEqualTo(queue.get(second).orElseThrow().runAt());
        assertThat(get("events?limit=1000").toString()).contains("{\"action\":\"toBack\",\"by\":\"ada\"}");
        queue.cancel(first);
        post("jobs/" + first, "{\"action\":\"to-back\"}", "ada", 409);
    }

    @Test
    void aScheduleIsPausedResumedAndRun() throws Exception {
        open.getBean(JobQueue.class)
                .recurring()
                .schedule(NewSchedule.every("hourly", Duration.ofHours(1), NewJob.of("unserved", "x")));
        JsonNode paused = post("recurring/hourly", "{\"action\":\"pause\"}", "ada", 200);
        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(post("recurring/hourly", "{\"action\":\"run-now\"}", "bob", 200)
                        .at("/history/0/manual")
                        .asBoolean())
                .isTrue();
        assertThat(post("recurring/hourly", "{\"action\":\"resume\"}", "ada", 200)
                        .path("paused")
                        .asBoolean(true))
                .isFalse();
        assertThat(get("events?limit=1000").toString())
                .contains("pause of schedule hourly", "run-now of schedule hourly", "resume of schedule hourly");
    }

    @Test
    void whatAnotherJobStandsInTheWayOfIsAConflict() throws Exception {
        JobQueue queue = open.getBean(JobQueue.class);
        NewJob only = NewJob.of("unserved", "x").uniqueKey("only-one");
        JobId old = queue.enqueue(only);
        queue.cancel(old);
        JobId holder = queue.enqueue(only);
        for (String action : List.of("retry", "requeue")) {
            assertThat(post("jobs/" + old, "{\"action\":\"%s\"}".formatted(action), "ada", 409)
                            .path("message")
                            .asString())
                    .contains("Job " + holder, "only-one");
        }
        assertThat(get("jobs/" + old).path("status").asString()).isEqualTo("CANCELLED");

        queue.enqueue(NewJob.of("narrow", "x"));
        queue.recurring().schedule(NewSchedule.every("narrow", Duration.ofHours(1), NewJob.of("narrow", "x")));
        assertThat(post("recurring/narrow", "{\"action\":\"run-now\"}", "ada", 409)
                        .path("message")
                        .asString())
                .contains("'narrow'", "max-queued");
    }

    @Test
    void aTopicIsMadeWiderAndTakenBack() throws Exception {
        JsonNode changed = post("topics/letters", "{\"action\":\"max-queued\",\"maxQueued\":500}", "ada", 200);
        assertThat(changed.at("/settings/0/name").asString()).isEqualTo("max-queued");
        assertThat(changed.at("/settings/0/value").asInt()).isEqualTo(500);
        assertThat(post("topics/letters", "{\"action\":\"max-queued\",\"maxQueued\":0}", "ada", 400)
                        .path("message")
                        .asString())
                .contains("max-queued 0", "'letters'");
        JsonNode reset = post("topics/letters", "{\"action\":\"reset-max-queued\"}", "ada", 200);
        assertThat(reset.path("settings").size()).isZero();
    }

    @Test
    void limitsAreShownWithTheirUseAndTakenBack() throws Exception {
        String body =
                "{\"action\":\"limits\",\"limits\":\"global-concurrency=8 rate-limit=100/1m per-key.concurrency=1\"}";
        JsonNode changed = post("topics/letters", body, "ada", 200).path("limits");
        assertThat(changed.path("globalConcurrency").asInt()).isEqualTo(8);
        assertThat(changed.path("rateLimit").asString()).isEqualTo("100/1m");
        assertThat(changed.at("/perKey/concurrency").asInt()).isEqualTo(1);
        JsonNode reset = post("topics/letters", "{\"action\":\"reset-limits\"}", "ada", 200);
        assertThat(reset.path("limits").isObject()).isFalse();
    }

    private static JsonNode get(String path) throws Exception {
        return ActuatorClient.body(ActuatorClient.send(open, "GET", path, null, null), 200);
    }

    private static JsonNode post(String path, String body, String user, int status) throws Exception {
        return ActuatorClient.body(ActuatorClient.send(open, "POST", path, body, user), status);
    }
}
