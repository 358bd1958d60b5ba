package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.WaitsForLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** The examples of docs/labels.md. */
class LabelExampleTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ApplicationContextRunner runner(String... properties) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Studio.class)
                .withPropertyValues("spring.flyway.enabled=false", "jobq.sqlite.path=" + directory.resolve("jobq.db"))
                .withPropertyValues(properties);
    }

    @Test
    void filmsAreEncodedWhereTheGraphicsCardIs() {
        runner().run(plain -> {
            JobQueue jobQueue = plain.getBean(JobQueue.class);
            JobId id =
                    jobQueue.enqueue(NewJob.of("films", new Film("nosferatu")).on("gpu"));
            await().atMost(SOON).until(() -> jobQueue.get(id).orElseThrow().status() == JobStatus.SCHEDULED);
            assertThat(jobQueue.topics().why(id).reasons()).containsExactly(new WaitsForLabel("gpu", null, 0));
            runner("jobq.worker.labels=gpu, big").run(gpu -> {
                await().atMost(SOON).until(() -> jobQueue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
                assertThat(gpu.getBean(Studio.class).films).containsKey("nosferatu");
                assertThat(plain.getBean(Studio.class).films).isEmpty();
            });
        });
    }

    @Test
    void aFilmThatOnlyPrefersTheGraphicsCardIsEncodedAnyhow() {
        runner().run(plain -> {
            JobQueue jobQueue = plain.getBean(JobQueue.class);
            JobId id =
                    jobQueue.enqueue(NewJob.of("films", new Film("metropolis")).on("gpu", Duration.ofMillis(200)));
            jobQueue.enqueue(NewJob.of("films", new Film("nosferatu")).on("gpu"));
            jobQueue.enqueue(NewJob.of("films", new Film("metropolis")).on("gpu", Duration.ofMinutes(1)));
            await().atMost(SOON).until(() -> jobQueue.get(id).orElseThrow().status() == JobStatus.COMPLETED);
        });
    }

    @Test
    void partsAreCutWhereTheReelIs() {
        runner().run(first -> runner().run(second -> {
            JobQueue jobQueue = first.getBean(JobQueue.class);
            jobQueue.enqueueAll(List.of(
                    NewJob.of("reels", new Reel("a")),
                    NewJob.of("reels", new Reel("b")),
                    NewJob.of("reels", new Reel("c"))));
            Map<String, ProcessId> parts = Studio.PARTS;
            await().atMost(SOON).until(() -> parts.size() == 6);
            for (String name : List.of("a", "b", "c")) {
                assertThat(List.of(parts.get(name + 1), parts.get(name + 2))).containsOnly(Studio.REELS.get(name));
            }
        }));
    }

    @Test
    void badLabelsStopTheStart() {
        runner("jobq.worker.labels=g\u0007pu")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("labels"));
    }

    record Film(String name) {}

    record Reel(String name) {}

    record Part(String reel, int number) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Studio {

        static final Map<String, ProcessId> REELS = new ConcurrentHashMap<>();
        static final Map<String, ProcessId> PARTS = new ConcurrentHashMap<>();

        final Map<String, ProcessId> films = new ConcurrentHashMap<>();
        private final ObjectProvider<JobQueue> queues;

        Studio(ObjectProvider<JobQueue> queues) {
            this.queues = queues;
        }

        @JobHandler(topic = "films")
        void encode(Film film, JobContext job) {
            films.put(film.name(), job.worker());
        }

        @JobHandler(topic = "reels")
        void unpack(Reel reel, JobContext job) {
            REELS.put(reel.name(), job.worker());
            JobQueue jobQueue = queues.getObject();
            jobQueue.enqueue(NewJob.of("parts", new Part(reel.name(), 1)).near(job, Duration.ofMinutes(10)));
            jobQueue.enqueue(NewJob.of("parts", new Part(reel.name(), 2)).near(job, Duration.ofMinutes(10)));
        }

        @JobHandler(topic = "parts")
        void cut(Part part, JobContext job) {
            PARTS.put(part.reel() + part.number(), job.worker());
        }
    }
}
