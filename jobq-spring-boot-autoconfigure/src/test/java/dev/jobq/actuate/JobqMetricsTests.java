package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class JobqMetricsTests {

    @Test
    void metersTellDepthsRunningAndAttempts() throws Exception {
        try (ConfigurableApplicationContext application = JobqEndpointTests.start("never")) {
            JobqEndpointTests.completed(application, "metered");
            JobqEndpointTests.discarded(application);
            MeterRegistry meters = application.getBean(MeterRegistry.class);

            await().untilAsserted(() -> {
                assertThat(meters.get("jobq.attempts")
                                .tags("topic", "letters", "type", "letter", "outcome", "completed")
                                .timer()
                                .count())
                        .isPositive();
                assertThat(meters.get("jobq.attempts")
                                .tags("topic", "failing", "outcome", "discarded")
                                .timer()
                                .count())
                        .isPositive();
                assertThat(meters.get("jobq.depth")
                                .tags("topic", "letters", "status", "completed")
                                .gauge()
                                .value())
                        .isPositive();
            });
            assertThat(meters.get("jobq.running")
                            .tag("topic", "letters")
                            .gauge()
                            .value())
                    .isNotNegative();
            assertThat(meters.get("jobq.concurrency")
                            .tag("topic", "letters")
                            .gauge()
                            .value())
                    .isEqualTo(10);
        }
    }

    @Test
    void metersTellTheSizeOfTheStoreAndItsRows() throws Exception {
        try (ConfigurableApplicationContext application = JobqEndpointTests.start("never")) {
            JobqEndpointTests.completed(application, "measured");
            MeterRegistry meters = application.getBean(MeterRegistry.class);

            await().untilAsserted(() -> {
                assertThat(meters.get("jobq.store.bytes").gauge().value()).isPositive();
                assertThat(meters.get("jobq.store.wal.bytes").gauge().value()).isNotNegative();
                assertThat(meters.get("jobq.depth")
                                .tags("topic", "letters", "status", "completed")
                                .gauge()
                                .value())
                        .isPositive();
            });
        }
    }
}
