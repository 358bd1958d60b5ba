package dev.jobq.engine;

import static org.awaitility.Awaitility.await;

import dev.jobq.JobHandler;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the engine does while listeners to its events are far behind. */
class EventRoomTests {

    static class Quick {
        @JobHandler(topic = "quick")
        void run() {}
    }

    @Test
    void withoutRoomForEventsNoJobIsClaimedUntilThereIs() {
        AtomicBoolean hasRoom = new AtomicBoolean();
        try (EngineHarness harness = EngineHarness.start(hasRoom::get, EngineFixture.topic("quick", 2), new Quick())) {
            harness.awaitRegistered();
            harness.enqueue("quick", "default", "handed over at once if there were room");
            harness.enqueueAll(IntStream.range(0, 9).mapToObj(n -> EngineHarness.draft("quick", "default", n)));
            await().during(Duration.ofMillis(300))
                    .atMost(EngineHarness.SOON)
                    .until(() -> harness.depth("quick", JobStatus.AVAILABLE) == 10);

            hasRoom.set(true);

            harness.awaitDepth("quick", JobStatus.COMPLETED, 10);
        }
    }
}
