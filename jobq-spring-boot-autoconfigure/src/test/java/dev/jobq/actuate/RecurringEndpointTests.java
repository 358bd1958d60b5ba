package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.NewSchedule;
import dev.jobq.RecurringJobs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Schedules, over HTTP. */
class RecurringEndpointTests {

    private static ConfigurableApplicationContext context;
    private static RecurringJobs recurring;

    @BeforeAll
    static void start() {
        context = JobqEndpointTests.start("never");
        recurring = context.getBean(JobQueue.class).recurring();
        NewJob job = NewJob.of("letters", "top secret").type("letter");
        recurring.schedule(NewSchedule.cron("nightly", "0 0 3 * * *", job).zone(ZoneId.of("Europe/Berlin")));
        recurring.schedule(NewSchedule.every("often", Duration.ofHours(1), job));
        recurring.pause("often");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void allSchedulesWithTheirNextFireTimes() throws Exception {
        JsonNode schedules =
                JobqEndpointTests.get(context, "/actuator/jobq/recurring", 200).path("schedules");

        assertThat(schedules.size()).isEqualTo(2);
        JsonNode nightly = schedules.get(0);
        assertThat(nightly.path("name").asString()).isEqualTo("nightly");
        assertThat(nightly.path("cron").asString()).isEqualTo("0 0 3 * * *");
        assertThat(nightly.path("zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(nightly.path("misfire").asString()).isEqualTo("FIRE_ONCE");
        assertThat(nightly.path("paused").asBoolean(true)).isFalse();
        assertThat(nightly.path("code").asBoolean(true)).isFalse();
        assertThat(nightly.path("declared").asBoolean()).isTrue();
        assertThat(nightly.path("nextFireTimes").size()).isEqualTo(5);
        assertThat(Instant.parse(nightly.at("/nextFireTimes/0").asString()))
                .isEqualTo(recurring.nextFireTimes("nightly", 1).get(0));
        assertThat(nightly.has("history")).isFalse();
        JsonNode often = schedules.get(1);
        assertThat(often.path("every").asString()).isEqualTo("PT1H");
        assertThat(often.path("paused").asBoolean()).isTrue();
        assertThat(often.path("nextFireTimes").size()).isZero();
    }

    @Test
    void oneScheduleWithItsHistoryAndTheJobWithItsSchedule() throws Exception {
        JobId id = recurring.runNow("often");

        JsonNode often = JobqEndpointTests.get(context, "/actuator/jobq/recurring/often?limit=1", 200);
        assertThat(often.at("/history/0/job").asLong()).isEqualTo(id.value());
        assertThat(often.at("/history/0/manual").asBoolean()).isTrue();
        assertThat(often.toString()).doesNotContain("top secret");
        JsonNode job = JobqEndpointTests.get(context, "/actuator/jobq/jobs/" + id, 200);
        assertThat(job.at("/firedBy/schedule").asString()).isEqualTo("often");
        assertThat(job.at("/firedBy/at").asString())
                .isEqualTo(often.at("/history/0/at").asString());
    }

    @Test
    void anUnknownScheduleIsNamed() throws Exception {
        assertThat(JobqEndpointTests.get(context, "/actuator/jobq/recurring/never", 404)
                        .path("message")
                        .asString())
                .contains("'never'");
    }
}
