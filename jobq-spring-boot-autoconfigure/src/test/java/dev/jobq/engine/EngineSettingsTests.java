package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineSettingsTests {

    @Test
    void aBadValueIsNamedWithItsTopicAndKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineFixture.topic("emails", 0).build())
                .withMessage("jobq.topics.emails.concurrency 0 is not allowed: give 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineFixture.topic("emails", 1).prefetch(-1).build())
                .withMessage("jobq.topics.emails.prefetch -1 is not allowed: give 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EngineFixture.topic("emails", 1).maxAttempts(0).build())
                .withMessage("jobq.topics.emails.max-attempts 0 is not allowed: give 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineFixture.topic("emails", 1)
                        .timeout(Duration.ZERO, false)
                        .build())
                .withMessageStartingWith("jobq.topics.emails.timeout PT0S is not allowed");
    }

    @Test
    void aHeartbeatTooLongForTheLeaseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EngineSettings.Timing(
                        Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ZERO))
                .withMessageContaining("jobq.worker.heartbeat PT10S")
                .withMessageContaining("jobq.worker.lease PT15S");
    }
}
