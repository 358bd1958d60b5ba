package dev.jobq.process;

import dev.jobq.Backoff;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.Limits;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.EngineSettings.Timing;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A worker that polls once an hour, until its standard input ends. Its jobs run until a file is there. */
public final class SteeredProcess {

    /** Four of its jobs run at once if nobody says otherwise. */
    static final String TOPIC = "steered";

    /** One that had a limit before the worker began. */
    static final String LIMITED = "limited";

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofSeconds(15);

    private SteeredProcess() {}

    /** Arguments: the database, whether it listens to what others tell, the history file, and the file that lets jobs end. */
    public static void main(String[] args) throws IOException {
        try (History history = new History(Path.of(args[2]));
                JobStore store = Databases.open(args[0], Boolean.parseBoolean(args[1]), CallerTransaction.NONE)) {
            store.topics().declare(rules());
            HandlerRegistry handlers =
                    HandlerRegistry.of(List.of(new Handlers(history, Path.of(args[3]))), Databases.CODEC);
            Timing timing = new Timing(NEVER, LEASE, LEASE.dividedBy(4), Duration.ofSeconds(10));
            JobEngine engine = new JobEngine(
                    store,
                    handlers,
                    Databases.CODEC,
                    new EngineSettings(List.of(topic(TOPIC), topic(LIMITED)), timing, false, Databases::processId));
            engine.start();
            Awaitility.await().until(engine::worker, Objects::nonNull);
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
            engine.stop();
        }
    }

    static List<TopicRules> rules() {
        return List.of(TopicRules.of(TOPIC), TopicRules.of(LIMITED).limits(Limits.NONE.rate("1000/1s")));
    }

    static List<JobDraft> drafts(String topic, int jobs) {
        return Collections.nCopies(
                jobs, new JobDraft(topic, "steered", "{}", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE));
    }

    private static TopicSettings topic(String name) {
        return new TopicSettings(
                name,
                4,
                100,
                new TopicSettings.Retries(50, Backoff.none()),
                TopicSettings.Timeout.NONE,
                new TopicSettings.Retention(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(7), false));
    }

    /** Notes what begins. */
    public record Handlers(History history, Path end) {

        @JobHandler(topic = TOPIC, type = "steered")
        void steered(JobContext job) throws IOException {
            run(job);
        }

        @JobHandler(topic = LIMITED, type = "steered")
        void limited(JobContext job) throws IOException {
            run(job);
        }

        private void run(JobContext job) throws IOException {
            history.add(job.id());
            while (!Files.exists(end)) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
