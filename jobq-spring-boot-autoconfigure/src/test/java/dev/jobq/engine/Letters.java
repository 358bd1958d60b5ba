package dev.jobq.engine;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.Topics;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView.Load;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Workers with a topic to steer, "letters" with four slots, and another one, which shows that they work. */
final class Letters {

    final Handlers handlers = new Handlers();

    /** Jobs of "letters" wait to be let go one by one; those of "others" do nothing. */
    static class Handlers {
        final Gauge gauge = new Gauge();
        final Semaphore end = new Semaphore(0);

        @JobHandler(topic = "letters", type = "letter")
        void write() throws InterruptedException {
            gauge.enter();
            try {
                end.acquire();
            } finally {
                gauge.leave();
            }
        }

        @JobHandler(topic = "others")
        void other() {}
    }

    /** Whoever runs these has looked at everything before. */
    static void otherJobsRun(EngineHarness harness) {
        long before = harness.depth("others", JobStatus.COMPLETED);
        harness.enqueue("others", "default", 0);
        harness.enqueueAll(IntStream.range(0, 10).mapToObj(n -> EngineHarness.draft("others", "default", n)));
        harness.awaitDepth("others", JobStatus.COMPLETED, before + 11);
    }

    static JobId enqueueOne(EngineHarness harness) {
        return harness.enqueue("letters", "letter", null);
    }

    static void enqueue(EngineHarness harness, int count) {
        harness.enqueueAll(IntStream.range(0, count).mapToObj(n -> EngineHarness.draft("letters", "letter", n)));
    }

    static Load load(EngineHarness harness) {
        return harness.engine.load().get("letters");
    }

    EngineHarness start(JobStore store) {
        return EngineHarness.start(
                store,
                List.of(EngineFixture.topic("letters", 4).prefetch(0), EngineFixture.topic("others", 2)),
                handlers);
    }

    static Topics topics(JobStore store) {
        JobTypes types = new HandlerJobTypes(
                HandlerRegistry.of(List.of(), EngineHarness.CODEC), Map.of(), JobTypes.Options.NONE);
        return new StoreJobQueue(store, new EventHub(store), types, EngineHarness.CODEC, Admission.OPEN, () -> {})
                .topics();
    }
}
