package dev.jobq.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Several processes on one database, one after the other and side by side. */
class SampleRunsTests {

    private static final Map<String, Ledger.Count> ALL_DONE = Map.of(
            "files", new Ledger.Count(2, 2),
            "webhooks", new Ledger.Count(2, 2),
            "processes", new Ledger.Count(3, 3));

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTexts() throws IOException {
        Files.createDirectories(directory.resolve("texts"));
        Files.writeString(directory.resolve("texts/one.txt"), "one");
        Files.writeString(directory.resolve("texts/two.txt"), "two");
    }

    @Test
    void restartGoesOnWithWhatWasLeftAndEnqueuesNothingTwice() {
        assertThatRestartGoesOn("--jobq.sqlite.path=" + directory.resolve("sample.db"));
    }

    @Test
    void profilePostgresRunsOnPostgresql() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            assertThatRestartGoesOn(
                    "--spring.profiles.active=postgres",
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--spring.datasource.username=postgres");
        }
    }

    @Test
    void profileWorkerRunsWhatAnotherProcessEnqueuedAndServesNothing() {
        String database = "--jobq.sqlite.path=" + directory.resolve("sample.db");
        try (ConfigurableApplicationContext producer = start(database, "--jobq.worker.enabled=false");
                ConfigurableApplicationContext worker = start(
                        database,
                        "--spring.profiles.active=worker",
                        "--sample.webhook=http://127.0.0.1:%s/webhook"
                                .formatted(producer.getEnvironment().getProperty("local.server.port")))) {
            assertThat(worker).isNotInstanceOf(WebServerApplicationContext.class);
            awaitEnd(producer.getBean(Ledger.class));
        }
    }

    private void assertThatRestartGoesOn(String... database) {
        try (ConfigurableApplicationContext producer = start(and(database, "--jobq.worker.enabled=false"))) {
            assertThat(producer.getBean(Ledger.class).counts(1)).containsEntry("files", new Ledger.Count(2, 0));
        }
        try (ConfigurableApplicationContext again = start(database)) {
            awaitEnd(again.getBean(Ledger.class));
            assertThat(again.getBean(Ledger.class).run()).isOne();
        }
        try (ConfigurableApplicationContext next = start(and(database, "--jobq.worker.enabled=false"))) {
            assertThat(next.getBean(Ledger.class).run()).isEqualTo(2);
            assertThat(next.getBean(Ledger.class).counts(2)).containsEntry("files", new Ledger.Count(2, 0));
        }
    }

    private static void awaitEnd(Ledger ledger) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ledger.counts(1)).isEqualTo(ALL_DONE));
    }

    private ConfigurableApplicationContext start(String... arguments) {
        return SpringApplication.run(
                SampleApplication.class,
                and(
                        arguments,
                        "--server.port=0",
                        "--sample.folder=" + directory.resolve("texts"),
                        "--sample.reports=" + directory.resolve("reports")));
    }

    private static String[] and(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
