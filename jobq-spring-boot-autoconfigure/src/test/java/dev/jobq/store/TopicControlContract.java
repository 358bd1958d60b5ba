package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.TopicControl.Applied;
import dev.jobq.store.TopicControl.Change;
import dev.jobq.store.TopicControl.Progress;
import dev.jobq.store.TopicControl.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What operators say of topics while they run. */
abstract class TopicControlContract extends StoreContract {

    @Test
    void atFirstNothingIsSaid() {
        assertThat(control().read()).isEqualTo(Snapshot.EMPTY);
        assertThat(control().version()).isZero();
        assertThat(control().read().isPaused(TOPIC, worker.id())).isFalse();
        assertThat(control().read().concurrency(TOPIC, worker.id(), 7)).isEqualTo(7);
    }

    @Test
    void aPauseTellsWhoAndSinceWhenAndKeepsTheFirst() {
        Instant since = now();
        Applied first = pause("ada");
        clock.advance(Duration.ofMinutes(1));
        Applied second = pause("bob");

        assertThat(first.hasChanged()).isTrue();
        assertThat(second.hasChanged()).isFalse();
        assertThat(second.version())
                .isGreaterThan(first.version())
                .isEqualTo(control().version());
        assertThat(control().read().find(TOPIC, TopicControl.PAUSED))
                .contains(new TopicControl.Entry(TOPIC, null, TopicControl.PAUSED, "true", "ada", since));
        assertThat(control().read().isPaused(TOPIC, worker.id())).isTrue();
        assertThat(control().read().isPaused(OTHER_TOPIC, worker.id())).isFalse();
    }

    @Test
    void whoIsNotNamedIsTheApplication() {
        pause(null);
        assertThat(control()
                        .read()
                        .find(TOPIC, TopicControl.PAUSED)
                        .orElseThrow()
                        .by())
                .isEqualTo("shop");
    }

    @Test
    void aResumeTakesBackThePausesOfSingleWorkersToo() {
        change(null, TopicControl.PAUSED, "true");
        change(worker.id(), TopicControl.PAUSED, "true");

        assertThat(change(null, TopicControl.PAUSED, null).hasChanged()).isTrue();
        assertThat(control().read().entries()).isEmpty();
        assertThat(change(null, TopicControl.PAUSED, null).hasChanged()).isFalse();
    }

    @Test
    void whatIsSaidForOneWorkerGoesBeforeWhatIsSaidForAll() {
        Worker other = Worker.register(store);
        change(null, TopicControl.CONCURRENCY, "5");
        change(worker.id(), TopicControl.CONCURRENCY, "2");

        Snapshot said = control().read();
        assertThat(said.concurrency(TOPIC, worker.id(), 10)).isEqualTo(2);
        assertThat(said.concurrency(TOPIC, other.id(), 10)).isEqualTo(5);
        change(worker.id(), TopicControl.CONCURRENCY, null);
        assertThat(control().read().concurrency(TOPIC, worker.id(), 10)).isEqualTo(5);
    }

    @Test
    void whatWasSaidForAWorkerEndsWithIt() {
        change(worker.id(), TopicControl.CONCURRENCY, "2");
        store.nodes().unregister(worker.node());
        change(null, TopicControl.PAUSED, "true");

        assertThat(control().read().entries())
                .extracting(TopicControl.Entry::setting)
                .containsExactly(TopicControl.PAUSED);
    }

    @Test
    void everyChangeLeavesAnEventOfTheTopic() {
        pause("ada");
        change(worker.id(), TopicControl.CONCURRENCY, "2");
        change(worker.id(), TopicControl.CONCURRENCY, "3");
        pause("bob");
        control().record(TOPIC, "create", "cleo");

        List<Map<?, ?>> events = topicEvents();
        assertThat(events).hasSize(4);
        assertThat(events.get(0).get("action")).isEqualTo("pause");
        assertThat(events.get(0).get("by")).isEqualTo("ada");
        assertThat(events.get(0).get("new")).isEqualTo(true);
        assertThat(events.get(0).get("old")).isNull();
        assertThat(events.get(2).get("worker")).isEqualTo(worker.id().toString());
        assertThat(events.get(2).get("old")).isEqualTo(2);
        assertThat(events.get(2).get("new")).isEqualTo(3);
        assertThat(events.get(3).get("action")).isEqualTo("create");
    }

    @Test
    void followersOfTheFeedAreToldOfTopics() {
        enqueueOne();
        String cursor = store.reader().feed(null, 1).get(0).cursor();
        clock.advance(Duration.ofSeconds(1));
        pause("ada");

        List<FeedEvent> after = store.reader().feed(cursor, 100);
        assertThat(after).extracting(FeedEvent::type).contains("operator");
        assertThat(after.get(after.size() - 1).topic()).isNotNull();
        assertThat(after.get(after.size() - 1).at()).isEqualTo(now());
    }

    @Test
    void aTopicIsIdleWhenEveryWorkerHasSeenThePauseAndNoneHoldsAJob() {
        enqueueOne();
        ClaimedJob job = worker.claimOne();
        long version = pause("ada").version();

        assertThat(progress(version)).isEqualTo(Progress.RUNNING);
        control().seen(worker.node(), version);
        assertThat(progress(version)).isEqualTo(Progress.RUNNING);
        worker.end(job, Move.completed(null));
        assertThat(progress(version)).isEqualTo(Progress.IDLE);
        change(null, TopicControl.PAUSED, null);
        assertThat(progress(version)).isEqualTo(Progress.RESUMED);
    }

    @Test
    void aTopicIsNotIdleWhileAWorkerMayNotHaveSeenThePause() {
        Worker other = Worker.register(store);
        long version = pause("ada").version();
        control().seen(worker.node(), version);

        assertThat(progress(version)).isEqualTo(Progress.RUNNING);
        control().seen(other.node(), version);
        assertThat(progress(version)).isEqualTo(Progress.IDLE);
    }

    @Test
    void aWorkerWhoseLeaseLapsedIsNotWaitedForButItsJobsAre() {
        enqueueOne();
        worker.claimOne();
        long version = pause("ada").version();
        clock.advance(Worker.LEASE.plusSeconds(1));

        assertThat(progress(version)).isEqualTo(Progress.RUNNING);
        store.nodes().forget(worker.id());
        assertThat(progress(version)).isEqualTo(Progress.IDLE);
    }

    @Test
    void oneWorkerIsIdleWhateverTheOthersDo() {
        Worker other = Worker.register(store);
        enqueueMany(2);
        other.claimOne();
        ClaimedJob job = worker.claimOne();
        long version = change(worker.id(), TopicControl.PAUSED, "true").version();
        control().seen(worker.node(), version);

        assertThat(control().progress(TOPIC, worker.id(), version)).isEqualTo(Progress.RUNNING);
        worker.end(job, Move.completed(null));
        assertThat(control().progress(TOPIC, worker.id(), version)).isEqualTo(Progress.IDLE);
    }

    @Test
    void aVersionThatIsNotThereYetHasNotCommitted() {
        assertThat(progress(control().version() + 1)).isEqualTo(Progress.UNCOMMITTED);
    }

    @Test
    void whoListensIsToldOfEveryChangeUntilItStops() {
        List<Long> versions = new ArrayList<>();
        TopicControl.Registration registration =
                control().onChange(() -> versions.add(control().version()));
        long first = pause("ada").version();
        long second = control().wake(TOPIC);
        registration.close();
        pause("bob");

        assertThat(versions).containsExactly(first, second);
    }

    @Test
    void theEventOfAnOperatorsActionTellsWho() {
        JobId id = enqueueOne();
        store.control().cancel(id, "ada");
        store.control().retry(id, "bob");
        store.control().cancel(id);

        assertThat(job(id).events().stream()
                        .filter(event -> event.type() == JobEvent.Type.OPERATOR)
                        .map(event -> String.valueOf(event.data().as(Map.class).get("by"))))
                .containsExactly("ada", "bob", "null");
    }

    @Test
    void anOperatorsDeletionLeavesAnEventAndTheApplicationsLeavesNone() {
        JobId byOperator = enqueueOne();
        JobId byApplication = enqueueOne();
        store.control().delete(byOperator, "ada");
        store.control().delete(byApplication);

        List<Map<?, ?>> events = topicEvents();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("action")).isEqualTo("delete");
        assertThat(events.get(0).get("by")).isEqualTo("ada");
        assertThat(((Number) events.get(0).get("job")).longValue()).isEqualTo(byOperator.value());
        assertThat(events.get(0).get("old")).isEqualTo(JobStatus.AVAILABLE.name());
        assertThat(events.get(0).get("type")).isEqualTo(TYPE);
    }

    private TopicControl control() {
        return store.topicControl();
    }

    private Progress progress(long version) {
        return control().progress(TOPIC, null, version);
    }

    private Applied pause(String by) {
        return control().change(new Change(TOPIC, null, TopicControl.PAUSED, "true", "pause", by));
    }

    private Applied change(ProcessId only, String setting, String value) {
        return control().change(new Change(TOPIC, only, setting, value, setting, "ada"));
    }

    /** Oldest first. */
    private List<Map<?, ?>> topicEvents() {
        List<Map<?, ?>> data = new ArrayList<>();
        for (FeedEvent event : store.reader().feed(null, 100)) {
            if (event.topic() != null) {
                assertThat(event.topic().topic()).isEqualTo(TOPIC);
                data.add(0, event.topic().data().as(Map.class));
            }
        }
        return data;
    }
}
