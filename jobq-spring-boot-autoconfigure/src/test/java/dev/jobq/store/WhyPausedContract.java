package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.Topics;
import dev.jobq.WaitsForLabel;
import dev.jobq.WhyNot;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a job is not running where workers are paused by themselves: what they could do counts for nothing. */
abstract class WhyPausedContract extends StoreContract {

    private EventHub events;
    private Topics topics;

    @BeforeEach
    void openQueue() {
        events = new EventHub(store);
        JobTypes types = new HandlerJobTypes(HandlerRegistry.of(List.of(), codec()), Map.of(), JobTypes.Options.NONE);
        JobQueue queue = new StoreJobQueue(store, events, types, codec(), Admission.OPEN, () -> {});
        topics = queue.topics();
        store.nodes().unregister(worker.node());
        worker = Worker.register(store, List.of(Served.of(TOPIC, 2, Set.of(TYPE))));
    }

    @AfterEach
    void closeHub() {
        events.close();
    }

    @Test
    void whereAllArePausedThatIsTold() {
        JobId id = enqueueOne();
        topics.on(worker.id()).pause(TOPIC);
        assertThat(why(id)).containsExactly(new WhyNot.WorkersPaused(1));
        Worker.register(store, List.of(Served.of(TOPIC, 2, Set.of(TYPE))));
        assertThat(why(id)).containsExactly(new WhyNot.Next());
    }

    @Test
    void itsSlotsAreNotFree() {
        enqueueMany(2);
        Worker other = Worker.register(store, List.of(Served.of(TOPIC, 1, Set.of(TYPE))));
        topics.on(worker.id()).pause(TOPIC);
        other.claimOne();
        JobId id = listed(in(JobStatus.AVAILABLE)).get(0);
        assertThat(why(id)).containsExactly(new WhyNot.SlotsBusy(1, 1));
        topics.on(worker.id()).resume(TOPIC);
        assertThat(why(id)).containsExactly(new WhyNot.Next());
    }

    @Test
    void itsHandlersRunNothing() {
        Worker.register(store, List.of(Served.of(TOPIC, 1, Set.of("other"))));
        JobId id = enqueueOne();
        assertThat(why(id)).containsExactly(new WhyNot.Next());
        topics.on(worker.id()).pause(TOPIC);
        assertThat(why(id)).containsExactly(new WhyNot.NoHandler(TYPE));
    }

    @Test
    void itsLabelsDrawNothing() {
        Worker labelled = Worker.labelled(store, "gpu");
        JobId id = enqueueOne(draft().on("gpu"));
        assertThat(why(id)).containsExactly(new WhyNot.Next());
        topics.on(labelled.id()).pause(TOPIC);
        assertThat(why(id)).containsExactly(new WaitsForLabel("gpu", null, 0));
    }

    private List<WhyNot> why(JobId id) {
        return topics.why(id).reasons();
    }
}
