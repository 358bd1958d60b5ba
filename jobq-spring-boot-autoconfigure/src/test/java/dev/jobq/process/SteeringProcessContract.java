package dev.jobq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.Limits;
import dev.jobq.Topics;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import dev.jobq.store.TopicControl.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What operators say in one process is done in another, whose worker polls once an hour: it was told, or looked whether anything
 * had been said.
 */
@Timeout(240)
abstract class SteeringProcessContract extends ProcessGroup {

    private Path end;

    /** Whether the worker listens. */
    boolean hears() {
        return true;
    }

    @Test
    void aWorkerElsewherePausesResumesAndTakesMoreAtOnceThoughItDoesNotPoll() throws Exception {
        Topics topics = start();
        assertThat(topics.pause(SteeredProcess.TOPIC)).isTrue();
        long paused = store.topicControl().version();
        soon(() -> store.topicControl().progress(SteeredProcess.TOPIC, null, paused) == Progress.IDLE);
        // It follows the pause, so none of these starts.
        List<JobId> ids = store.intake().insert(SteeredProcess.drafts(SteeredProcess.TOPIC, 10));
        assertThat(histories()).isEmpty();

        topics.resume(SteeredProcess.TOPIC);
        soon(() -> histories().size() == 4);

        topics.concurrency(SteeredProcess.TOPIC, 7);
        soon(() -> histories().size() == 7);

        Files.createFile(end);
        soon(() -> completed(SteeredProcess.TOPIC) == 10);
        assertThat(histories()).containsExactlyInAnyOrderElementsOf(ids);
        stopAll();
    }

    @Test
    void aWorkerElsewhereKeepsToALimitThatIsChangedThoughItDoesNotPoll() throws Exception {
        Topics topics = start();
        Files.createFile(end);
        // A claim that is under way while the limit changes may go by the old one: none is.
        topics.pause(SteeredProcess.LIMITED);
        long paused = store.topicControl().version();
        soon(() -> store.topicControl().progress(SteeredProcess.LIMITED, null, paused) == Progress.IDLE);
        topics.limits(SteeredProcess.LIMITED, Limits.NONE.rate("1/1h"));
        List<JobId> ids = store.intake().insert(SteeredProcess.drafts(SteeredProcess.LIMITED, 3));
        topics.resume(SteeredProcess.LIMITED);
        soon(() -> completed(SteeredProcess.LIMITED) == 1);
        List<JobId> waiting = ids.stream().filter(id -> !hasCompleted(id)).toList();
        assertThat(topics.why(waiting.get(0)).reason().code()).isEqualTo("rate-limit");
        assertThat(histories()).hasSize(1);

        topics.limits(SteeredProcess.LIMITED, Limits.NONE);
        soon(() -> completed(SteeredProcess.LIMITED) == 3);
        assertThat(histories()).containsExactlyInAnyOrderElementsOf(ids);
        stopAll();
    }

    private Topics start() throws Exception {
        end = folder.resolve("end");
        Path history = folder.resolve("steered");
        histories.add(history);
        store.topics().declare(SteeredProcess.rules());
        adopt(ChildJvm.start(
                        SteeredProcess.class, database, Boolean.toString(hears()), history.toString(), end.toString()))
                .await("ready");
        JobTypes types =
                new HandlerJobTypes(HandlerRegistry.of(List.of(), Databases.CODEC), Map.of(), JobTypes.Options.NONE);
        return new StoreJobQueue(store, new EventHub(store), types, Databases.CODEC, Admission.OPEN, () -> {}).topics();
    }

    private static void soon(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private long completed(String topic) {
        return store.reader().depths().getOrDefault(topic, Map.of()).getOrDefault(JobStatus.COMPLETED, 0L);
    }

    private boolean hasCompleted(JobId id) {
        return store.reader().get(id).orElseThrow().status() == JobStatus.COMPLETED;
    }
}
