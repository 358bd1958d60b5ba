package dev.jobq.outage;

import static org.awaitility.Awaitility.await;

import dev.jobq.Backoff;
import dev.jobq.Enqueuer;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.health.contributor.Health;

/** A worker on a database that fails. */
final class OutageEngine implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);
    static final Duration LEASE = Duration.ofSeconds(3);

    /** After healing; on a quiet machine the strict bound holds, too: -Djobq.test.resume=PT5S. */
    static final Duration RESUMES = Duration.parse(System.getProperty("jobq.test.resume", "PT15S"));

    private static final String TOPIC = "outages";

    final JobStore store;
    final JobEngine engine;
    final Handlers handlers = new Handlers();

    OutageEngine(JobStore store) {
        this.store = store;
        EngineSettings.Timing timing =
                new EngineSettings.Timing(Duration.ofSeconds(1), LEASE, Duration.ofMillis(500), Duration.ofSeconds(1));
        TopicSettings topic = new TopicSettings(
                TOPIC,
                4,
                100,
                new TopicSettings.Retries(50, Backoff.none()),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
        JacksonJsonCodec codec = new JacksonJsonCodec();
        this.engine = new JobEngine(
                store,
                HandlerRegistry.of(List.of(handlers), codec),
                codec,
                new EngineSettings(List.of(topic), timing, false, OutageEngine::processId));
        engine.start();
        await().atMost(SOON).until(() -> engine.worker() != null);
    }

    static StoreSettings settings() {
        Enqueuer self = new Enqueuer(processId(), "outage-tests", null, null, null);
        return new StoreSettings("jobq", StoreSettings.SchemaMode.CREATE, self, new JacksonJsonCodec(), null);
    }

    private static ProcessId processId() {
        return ProcessId.ofThisProcess(Instant.now());
    }

    static final class Handlers {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger interrupted = new AtomicInteger();
        final CountDownLatch release = new CountDownLatch(1);

        @JobHandler(topic = TOPIC, type = "quick")
        void quick() {
            runs.incrementAndGet();
        }

        @JobHandler(topic = TOPIC, type = "holding")
        void holding(JobContext job) throws InterruptedException {
            try {
                release.await();
            } catch (InterruptedException ex) {
                if (job.cancelled()) {
                    interrupted.incrementAndGet();
                }
                throw ex;
            }
        }
    }

    List<JobId> enqueue(String type, int count) {
        JobDraft draft = new JobDraft(TOPIC, type, "null", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE);
        return store.intake().insert(Collections.nCopies(count, draft));
    }

    void awaitCompleted(List<JobId> ids, Duration patience) {
        await().atMost(patience)
                .ignoreExceptionsInstanceOf(dev.jobq.StoreException.class)
                .ignoreExceptionsInstanceOf(dev.jobq.StoreUnavailableException.class)
                .until(() -> ids.stream()
                        .allMatch(id -> store.reader().get(id).orElseThrow().status() == JobStatus.COMPLETED));
    }

    Health health() {
        return Objects.requireNonNull(new JobqHealthIndicator(store, engine).health());
    }

    void awaitTrouble() {
        await().atMost(SOON).until(() -> engine.trouble() != null);
    }

    /** It works, and nothing is wrong any more. */
    void awaitWork() {
        await().atMost(RESUMES)
                .ignoreExceptionsInstanceOf(dev.jobq.JobqException.class)
                .until(() -> {
                    awaitCompleted(enqueue("quick", 1), RESUMES);
                    return true;
                });
        await().atMost(RESUMES).until(() -> engine.trouble() == null && engine.worker() != null);
    }

    @Override
    public void close() {
        handlers.release.countDown();
        engine.stop();
        store.close();
    }
}
