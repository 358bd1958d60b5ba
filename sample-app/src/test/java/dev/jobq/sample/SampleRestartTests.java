package dev.jobq.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class SampleRestartTests {

    @TempDir
    private Path directory;

    @Test
    void restartGoesOnWithWhatWasLeftAndEnqueuesNothingTwice() throws IOException {
        Files.createDirectories(directory.resolve("texts"));
        Files.writeString(directory.resolve("texts/one.txt"), "one");
        Files.writeString(directory.resolve("texts/two.txt"), "two");

        try (ConfigurableApplicationContext producer = start("--jobq.worker.enabled=false")) {
            Ledger ledger = producer.getBean(Ledger.class);
            assertThat(ledger.counts(1)).containsEntry("files", new Ledger.Count(2, 0));
        }
        try (ConfigurableApplicationContext worker = start()) {
            Ledger ledger = worker.getBean(Ledger.class);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(ledger.counts(1))
                            .isEqualTo(Map.of(
                                    "files", new Ledger.Count(2, 2),
                                    "webhooks", new Ledger.Count(2, 2),
                                    "processes", new Ledger.Count(3, 3))));
            assertThat(ledger.run()).isOne();
        }
        try (ConfigurableApplicationContext again = start("--jobq.worker.enabled=false")) {
            Ledger ledger = again.getBean(Ledger.class);
            assertThat(ledger.run()).isEqualTo(2);
            assertThat(ledger.counts(2)).containsEntry("files", new Ledger.Count(2, 0));
        }
    }

    private ConfigurableApplicationContext start(String... more) {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setDefaultProperties(Map.of(
                "sample.folder", directory.resolve("texts").toString(),
                "sample.reports", directory.resolve("reports").toString()));
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--jobq.sqlite.path=" + directory.resolve("restart.db");
        arguments[1] = "--server.port=0";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return application.run(arguments);
    }
}
