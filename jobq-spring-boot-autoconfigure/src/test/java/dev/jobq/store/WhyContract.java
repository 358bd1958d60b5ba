package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.AtLimit;
import dev.jobq.BehindInLine;
import dev.jobq.InvalidTopicException;
import dev.jobq.JobExplanation;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import dev.jobq.Topics;
import dev.jobq.WaitsForLabel;
import dev.jobq.WhyNot;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a job is not running. */
abstract class WhyContract extends StoreContract {

    private EventHub events;
    private JobQueue queue;
    private Topics topics;

    @BeforeEach
    void openQueue() {
        events = new EventHub(store);
        JobTypes types = new HandlerJobTypes(HandlerRegistry.of(List.of(), codec()), Map.of(), JobTypes.Options.NONE);
        queue = new StoreJobQueue(store, events, types, codec(), Admission.OPEN, () -> {});
        topics = queue.topics();
        // One that tells nothing of its slots and types would leave some reasons open.
        store.nodes().unregister(worker.node());
        worker = Worker.register(
                store, List.of(Served.of(TOPIC, 2, Set.of(TYPE)), Served.of(OTHER_TOPIC, 1, Set.of(TYPE))));
    }

    @AfterEach
    void closeHub() {
        events.close();
    }

    @Test
    void noSuchJob() {
        JobExplanation why = topics.why(new JobId(4711));
        assertThat(why.reasons()).containsExactly(new WhyNot.Unknown());
        assertThat(why.status()).isNull();
        assertThat(why.topic()).isNull();
    }

    @Test
    void anEndedJobTellsHowAndWhen() {
        JobId id = jobIn(JobStatus.DISCARDED);
        assertThat(why(id)).containsExactly(new WhyNot.Ended(JobStatus.DISCARDED, now(), "Address is wrong"));
        assertThat(topics.why(id).type()).isEqualTo(TYPE);
        assertThat(why(jobIn(JobStatus.COMPLETED))).containsExactly(new WhyNot.Ended(JobStatus.COMPLETED, now(), null));
    }

    @Test
    void aRunningJobTellsWhereAndWhetherItIsToStop() {
        Instant since = now();
        JobId id = jobIn(JobStatus.LAUNCHED);
        assertThat(why(id)).containsExactly(new WhyNot.Running(worker.id(), since, true, false, false));
        queue.cancel(id);
        clock.advance(Worker.LEASE.multipliedBy(2));
        assertThat(why(id)).containsExactly(new WhyNot.Running(worker.id(), since, true, true, true));
    }

    @Test
    void aLimitTellsUntilWhenItHolds() {
        topics.limits(TOPIC, Limits.NONE.rate("1/1m").globalConcurrency(1));
        enqueueMany(1);
        worker.claimOne();
        JobId id = enqueueOne();
        assertThat(why(id))
                .containsExactly(
                        new AtLimit.ClusterBusy(1), new AtLimit.RateLimited("1/1m", now().plus(Duration.ofMinutes(1))));
        assertThat(topics.why(id).reason().text()).isEqualTo("All 1 slots of the cluster are taken.");
        assertThat(topics.get(TOPIC).orElseThrow().limits().isFull()).isTrue();
        assertThat(topics.resetLimits(TOPIC)).isTrue();
        assertThat(topics.resetLimits(TOPIC)).isFalse();
        assertThat(why(id)).containsExactly(new WhyNot.Next());
    }

    @Test
    void aKeyTellsThatItIsAtItsLimit() {
        topics.limits(TOPIC, Limits.NONE.keyConcurrency(1));
        List<JobId> ids = enqueue(draft().about("k"), draft().about("k"));
        worker.claim(1);
        assertThat(why(ids.get(1))).containsExactly(new AtLimit.KeyAtLimit("k", 1, null));
        worker.claim(1);
        assertThat(status(ids.get(1))).isEqualTo(JobStatus.BLOCKED);
        assertThat(why(ids.get(1))).containsExactly(new AtLimit.KeyAtLimit("k", 1, null));
        topics.limits(TOPIC, Limits.NONE.keyRate("1/1s"));
        worker.claim(1);
        assertThat(topics.why(ids.get(1)).reason().text()).doesNotContain("jobs of it run");
    }

    @Test
    void aJobOfAKeyNamesTheOneThatItWaitsForWhereverThatIs() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(TopicRules.Order.KEY)));
        List<JobId> ids = enqueue(draft().about("k"), draft().about("k"), draft().about("k"), draft().about("other"));
        assertThat(why(ids.get(0))).containsExactly(new WhyNot.Next());
        assertThat(why(ids.get(2))).containsExactly(inLine("k", ids.get(0), JobStatus.AVAILABLE, 2));
        ClaimedJob head = worker.claimOne();
        worker.launch(head);
        assertThat(why(ids.get(1))).containsExactly(inLine("k", ids.get(0), JobStatus.LAUNCHED, 1));
        worker.end(head, Move.retry(Lives.LATER, FAILURE));
        assertThat(why(ids.get(1))).containsExactly(inLine("k", ids.get(0), JobStatus.RETRYABLE, 1));
        assertThat(why(ids.get(0))).extracting(WhyNot::code).containsExactly("retry-at");
        clock.advance(Lives.LATER);
        store.nodes().renew(worker.node(), null);
        stageAll(Duration.ZERO);
        worker.end(
                worker.claim(9).stream()
                        .filter(job -> job.job().id().equals(ids.get(0)))
                        .findAny()
                        .orElseThrow(),
                Move.unknownType(TOPIC, TYPE));
        assertThat(why(ids.get(2))).containsExactly(inLine("k", ids.get(0), JobStatus.PARKED, 2));
        assertThat(topics.why(ids.get(2)).reason().text())
                .isEqualTo("It waits for job %s of key 'k', which is PARKED; 2 stand before it.", ids.get(0));
        store.control().cancel(ids.get(0));
        assertThat(why(ids.get(2))).containsExactly(inLine("k", ids.get(1), JobStatus.AVAILABLE, 1));
    }

    @Test
    void aJobOfAFifoTopicNamesTheOneThatRuns() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(TopicRules.Order.FIFO)));
        List<JobId> ids = enqueueMany(3);
        worker.claimOne();
        assertThat(why(ids.get(2))).containsExactly(inLine("", ids.get(0), JobStatus.EXECUTING, 2));
        assertThat(topics.why(ids.get(2)).reason().details())
                .containsEntry("blockedBy", ids.get(0).toString())
                .containsEntry("status", "EXECUTING");
        topics.by("ada").pause(TOPIC);
        assertThat(why(ids.get(2))).extracting(WhyNot::code).containsExactly("behind-in-line", "topic-paused");
    }

    private static BehindInLine inLine(String key, JobId head, JobStatus status, long jobs) {
        return new BehindInLine(key, head, status, jobs, false);
    }

    @Test
    void limitsThatContradictAreRefused() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).order(TopicRules.Order.FIFO)));
        assertThatThrownBy(() -> topics.limits(TOPIC, Limits.NONE.globalConcurrency(8)))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("global-concurrency 8")
                .hasMessageContaining("fifo");
        assertThatThrownBy(() -> topics.limits(TOPIC, Limits.NONE.keyConcurrency(2)))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("per-key.concurrency 2");
        assertThatThrownBy(() -> topics.on(worker.id()).limits(TOPIC, Limits.NONE))
                .isInstanceOf(InvalidTopicException.class);
        topics.limits(TOPIC, Limits.NONE.globalConcurrency(1).rate("1/1s"));
    }

    @Test
    void aHeldJobIsNobodysToRun() {
        JobId id = queue.create(NewJob.of(TOPIC, 1).type(TYPE)).id();
        assertThat(why(id)).containsExactly(new WhyNot.Held());
    }

    @Test
    void aScheduledJobWaitsForItsTimeAndThenForAWorkerToLook() {
        JobId id = jobIn(JobStatus.SCHEDULED);
        Instant due = now().plus(Lives.LATER);
        assertThat(why(id)).containsExactly(new WhyNot.WaitsForTime(due, 0, false, false));
        clock.advance(Lives.LATER);
        store.nodes().renew(worker.node(), null);
        assertThat(why(id)).containsExactly(new WhyNot.WaitsForTime(due, 0, false, true));
    }

    @Test
    void aFailedJobWaitsForItsNextAttempt() {
        JobId id = jobIn(JobStatus.RETRYABLE);
        assertThat(why(id)).containsExactly(new WhyNot.WaitsForTime(now().plus(Lives.LATER), 1, true, false));
    }

    @Test
    void aParkedJobTellsWhyAndWhetherAnyWorkerCouldReadIt() {
        JobId id = enqueueOne(draft().type("unheard-of"));
        worker.end(worker.claimOne(), Move.unknownType(TOPIC, "unheard-of"));
        assertThat(why(id))
                .containsExactly(
                        new WhyNot.Parked("unknown type 'unheard-of': no handler in topic 'emails'"),
                        new WhyNot.NoHandler("unheard-of"));
    }

    @Test
    void aPausedTopicComesFirst() {
        JobId id = enqueueOne();
        topics.by("ada").pause(TOPIC);
        store.nodes().unregister(worker.node());
        assertThat(why(id)).containsExactly(new WhyNot.TopicPaused("ada", now()), new WhyNot.NoWorker(0));
        JobId later = jobIn(JobStatus.SCHEDULED);
        assertThat(why(later)).extracting(WhyNot::code).containsExactly("waits-until", "topic-paused", "no-worker");
    }

    @Test
    void aTopicWithoutALivingWorkerStandsStill() {
        JobId id = enqueueOne();
        clock.advance(Worker.LEASE.plusSeconds(1));
        assertThat(why(id)).containsExactly(new WhyNot.NoWorker(1));
        assertThat(why(enqueueOne(draft().topic("unserved")))).containsExactly(new WhyNot.NoWorker(0));
    }

    @Test
    void aTypeThatNoLivingWorkerHandlesIsNamed() {
        assertThat(why(enqueueOne(draft().type("unheard-of")))).containsExactly(new WhyNot.NoHandler("unheard-of"));
    }

    @Test
    void busySlotsAndTheJobsBeforeItAreCounted() {
        enqueueMany(4);
        JobId id = enqueueOne();
        assertThat(why(id)).containsExactly(new WhyNot.Behind(4, false));
        worker.claim(2);
        assertThat(why(id)).containsExactly(new WhyNot.SlotsBusy(2, 2), new WhyNot.Behind(2, false));
        topics.concurrency(TOPIC, 3);
        assertThat(why(id)).containsExactly(new WhyNot.Behind(2, false));
    }

    @Test
    void ofVeryManyJobsBeforeItNotAllAreCounted() {
        for (int i = 0; i < 11; i++) {
            enqueueMany(1_000);
        }
        assertThat(why(enqueueOne())).containsExactly(new WhyNot.Behind(10_000, true));
    }

    @Test
    void aJobWithALabelWaitsForAWorkerThatCarriesIt() {
        JobId id = enqueueOne(draft().on("gpu"));
        assertThat(why(id)).containsExactly(new WaitsForLabel("gpu", null, 0));
        Worker.labelled(store, "gpu");
        assertThat(why(id)).containsExactly(new WhyNot.Next());
        worker.claim(1);
        assertThat(why(id)).containsExactly(new WaitsForLabel("gpu", null, 1));
        JobId patient = enqueueOne(draft().on("ssd", Duration.ofMinutes(1)));
        worker.claim(1);
        assertThat(why(patient)).containsExactly(new WaitsForLabel("ssd", now().plusSeconds(60), 0));
        assertThat(topics.why(patient).toString())
                .contains("'ssd'", now().plusSeconds(60).toString());
    }

    @Test
    void otherwiseItIsNext() {
        assertThat(why(enqueueOne())).containsExactly(new WhyNot.Next());
    }

    @Test
    void everyReasonHasANameASentenceAndDetails() {
        JobId id = enqueueOne();
        topics.by("ada").pause(TOPIC);
        clock.advance(Duration.ofMinutes(1));
        WhyNot reason = topics.why(id).reason();
        assertThat(reason.code()).isEqualTo("topic-paused");
        assertThat(reason.text()).contains("ada");
        assertThat(reason.details())
                .containsEntry("by", "ada")
                .containsEntry("since", now().minusSeconds(60).toString());
        assertThat(topics.why(id)).hasToString(reason.text() + " " + new WhyNot.NoWorker(1).text());
    }

    private List<WhyNot> why(JobId id) {
        return topics.why(id).reasons();
    }
}
