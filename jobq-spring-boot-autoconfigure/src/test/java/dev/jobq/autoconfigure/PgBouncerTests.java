package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.store.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Behind PgBouncer in transaction mode, where it is installed. */
@Timeout(120)
class PgBouncerTests {

    private static final Duration SOON = Duration.ofSeconds(40);

    private Path directory;
    private @Nullable Process bouncer;
    private String url;

    static class Counting {
        @JobHandler(topic = "counting", type = "count")
        int count(int number) {
            return number + 1;
        }
    }

    @BeforeEach
    void startBouncer() throws IOException {
        String program = program();
        assumeTrue(program != null, "there is no pgbouncer on the PATH");
        String database = "bounced_" + System.nanoTime();
        TestPostgres.create(database);
        String server = TestPostgres.url(database);
        int port = freePort();
        directory = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path settings = directory.resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                * = host=127.0.0.1 port=%s user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                auth_type = any
                pool_mode = transaction
                default_pool_size = 30
                ignore_startup_parameters = extra_float_digits
                unix_socket_dir =
                """.formatted(server.replaceAll(".*:(\\d+)/.*", "$1"), port));
        List<String> command = new ArrayList<>(List.of(program, settings.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to run as root.
            command.addAll(1, List.of("-u", "nobody"));
        }
        bouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        url = server.replaceAll(":\\d+/", ":" + port + "/");
    }

    @AfterEach
    void stopBouncer() throws InterruptedException {
        if (bouncer != null) {
            bouncer.destroy();
            bouncer.waitFor();
        }
    }

    @Test
    void jobsRunOnceWithoutPreparedStatementsNotificationsAndProofOfDeath() {
        runner(url + "&prepareThreshold=0").run(context -> {
            assertThat(context).hasNotFailed();
            JobQueue queue = context.getBean(JobQueue.class);
            List<JobId> ids = queue.enqueueAll(IntStream.range(0, 200)
                    .mapToObj(number -> NewJob.of("counting", number).type("count"))
                    .toList());
            for (int i = 0; i < ids.size(); i++) {
                assertThat(queue.await(ids.get(i), SOON).as(Integer.class)).isEqualTo(i + 1);
                assertThat(queue.get(ids.get(i)).orElseThrow().attempt()).isEqualTo(1);
            }
            JobqHealthIndicator health = context.getBean(JobqHealthIndicator.class);
            await().atMost(SOON)
                    .until(() -> "unheard".equals(health.health().getDetails().get("notifications")));
            Health unheard = health.health();
            assertThat(unheard.getStatus()).isEqualTo(Status.UP);
            assertThat(context.getBean(JdbcTemplate.class).queryForList("SELECT proof FROM jobq_node", Integer.class))
                    .containsExactly(0);
            // Found by the poll, and the engine goes on.
            JobId last = queue.enqueue(NewJob.of("counting", 7).type("count").delay(Duration.ofMillis(10)));
            assertThat(queue.await(last, SOON).status()).isEqualTo(JobStatus.COMPLETED);
        });
    }

    private static ApplicationContextRunner runner(String url) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.datasource.url=" + url, "spring.flyway.enabled=false", "jobq.poll-interval=1s");
    }

    private static @Nullable String program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Counting counting() {
            return new Counting();
        }
    }
}
