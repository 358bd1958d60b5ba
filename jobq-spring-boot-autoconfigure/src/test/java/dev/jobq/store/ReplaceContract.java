package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static dev.jobq.store.UniqueContract.existing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import dev.jobq.Unique;
import dev.jobq.store.JobDraft.Uniqueness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Duplicates that replace what a waiting job runs. */
abstract class ReplaceContract extends StoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void theWaitingJobGetsTypePayloadAndTime() {
        JobId id = create(draft().key("k").payload("[1]").priority(2));
        clock.advance(MINUTE);
        assertThat(replace(draft().type("farewell").payload("[2]"))).isEqualTo(replaced(id));
        assertThat(job(id).type()).isEqualTo("farewell");
        assertThat(job(id).runAt()).isEqualTo(now());
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(id);
        assertThat(claimed.payload()).isEqualTo("[2]");
        assertThat(claimed.job().type()).isEqualTo("farewell");
        assertThat(worker.claim(10)).isEmpty();
        assertDepthsAreExact();
    }

    @Test
    void itTakesThePlaceOfAJobEnqueuedNow() {
        JobId id = create(draft().key("k"));
        clock.advance(MINUTE);
        JobId other = enqueueOne();
        clock.advance(MINUTE);
        assertThat(replace(draft())).isEqualTo(replaced(id));
        assertThat(Worker.ids(worker.claim(10))).containsExactly(other, id);
    }

    @Test
    void itsTimeAndPlaceCanBeKept() {
        JobId id = create(draft().key("k").delay(MINUTE));
        clock.advance(MINUTE.multipliedBy(2));
        store.upkeep().stage(10);
        JobId other = enqueueOne();
        assertThat(keep(draft().payload("[2]").delay(Lives.LATER))).isEqualTo(replaced(id));
        List<ClaimedJob> claimed = worker.claim(10);
        assertThat(Worker.ids(claimed)).containsExactly(id, other);
        assertThat(claimed.get(0).payload()).isEqualTo("[2]");
    }

    @Test
    void aScheduledJobIsPutOffOrMadeDue() {
        JobId id = create(draft().key("k").delay(MINUTE));
        assertThat(replace(draft().delay(Lives.LATER))).isEqualTo(replaced(id));
        assertThat(job(id).runAt()).isEqualTo(now().plus(Lives.LATER));
        stageAll(MINUTE);
        assertThat(status(id)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(replace(draft())).isEqualTo(replaced(id));
        assertThat(status(id)).isEqualTo(JobStatus.AVAILABLE);
        assertThat(replace(draft().at(now().plus(MINUTE)))).isEqualTo(replaced(id));
        assertThat(status(id)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(worker.claim(1)).isEmpty();
        stageAll(MINUTE);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(id);
        assertDepthsAreExact();
    }

    @Test
    void aJobThatIsToBeRetriedKeepsItsFailedAttempts() {
        JobId id = create(draft().key("k"));
        assertThat(worker.end(worker.claimOne(), Move.retry(MINUTE, FAILURE))).isTrue();
        assertThat(keep(draft().payload("[2]"))).isEqualTo(replaced(id));
        assertThat(status(id)).isEqualTo(JobStatus.RETRYABLE);
        assertThat(job(id).runAt()).isEqualTo(now().plus(MINUTE));
        assertThat(replace(draft().payload("[3]").delay(Lives.LATER))).isEqualTo(replaced(id));
        assertThat(status(id)).isEqualTo(JobStatus.RETRYABLE);
        assertThat(replace(draft().payload("[4]"))).isEqualTo(replaced(id));
        ClaimedJob claimed = worker.claimOne();
        assertThat(claimed.payload()).isEqualTo("[4]");
        assertThat(claimed.attempt().number()).isEqualTo(2);
        assertDepthsAreExact();
    }

    @Test
    void aParkedJobIsTriedWithWhatItGot() {
        JobId id = create(draft().key("k"));
        assertThat(worker.end(worker.claimOne(), Move.unreadable("no JSON"))).isTrue();
        assertThat(keep(draft().payload("[2]"))).isEqualTo(replaced(id));
        assertThat(worker.claimOne().payload()).isEqualTo("[2]");
        assertDepthsAreExact();
    }

    @Test
    void aRunningJobIsLeftAsItIs() {
        JobId id = create(draft().key("k").payload("[1]"));
        ClaimedJob claimed = worker.claimOne();
        assertThat(replace(draft().payload("[2]"))).isEqualTo(existing(id));
        assertThat(worker.launch(claimed)).isTrue();
        assertThat(keep(draft().payload("[2]"))).isEqualTo(existing(id));
        assertThat(job(id).payload().text()).isEqualTo("[1]");
    }

    @Test
    void anEndedJobThatHoldsItsKeyIsLeftAsItIs() {
        JobId id = create(draft().key("k", Unique.ALWAYS, null).payload("[1]"));
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        assertThat(replace(draft().payload("[2]"))).isEqualTo(existing(id));
        assertThat(job(id).payload().text()).isEqualTo("[1]");
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void debouncedJobsArePutOffUpToALongestWait() {
        Duration quiet = Duration.ofSeconds(10);
        Duration longest = Duration.ofSeconds(25);
        Uniqueness unique = new Uniqueness("k", null, Unique.WAITING, OnDuplicate.REPLACE, longest);
        JobId id = create(draft().unique(unique).delay(quiet));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stageAll(Duration.ofSeconds(8));
            assertThat(admitOne(draft().unique(unique).delay(quiet).payload("[" + i + "]")))
                    .isEqualTo(replaced(id));
            waits.add(Duration.between(now(), job(id).runAt()).toSeconds());
        }
        assertThat(waits).containsExactly(10L, 9L, 1L);
        stageAll(Duration.ofSeconds(1));
        ClaimedJob claimed = worker.claimOne();
        assertThat(claimed.payload()).isEqualTo("[2]");
        assertThat(create(draft().unique(unique).delay(quiet))).isGreaterThan(id);
    }

    @Test
    void theLogTellsOfIt() {
        List<JobEvent> told = new ArrayList<>();
        store.onCommit(told::addAll);
        JobId id = create(draft().key("k"));
        clock.advance(MINUTE);
        replace(draft().delay(MINUTE));
        stageAll(MINUTE);
        keep(draft());
        worker.claimOne();
        assertThat(job(id).events())
                .extracting(JobEvent::type)
                .containsExactly(
                        JobEvent.Type.CREATED,
                        JobEvent.Type.REPLACED,
                        JobEvent.Type.AVAILABLE,
                        JobEvent.Type.REPLACED,
                        JobEvent.Type.STARTED);
        assertThat(job(id).events())
                .extracting(JobEvent::change)
                .containsExactly(
                        new JobEvent.Change(null, JobStatus.AVAILABLE),
                        new JobEvent.Change(JobStatus.AVAILABLE, JobStatus.SCHEDULED),
                        new JobEvent.Change(JobStatus.SCHEDULED, JobStatus.AVAILABLE),
                        new JobEvent.Change(JobStatus.AVAILABLE, JobStatus.AVAILABLE),
                        new JobEvent.Change(JobStatus.AVAILABLE, JobStatus.EXECUTING));
        assertThat(told)
                .filteredOn(event -> event.type() == JobEvent.Type.REPLACED)
                .hasSize(2);
    }

    @Test
    void claimsAndReplacementsAtOnceRunEachJobOnceWithOneOfItsPayloads() throws Exception {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(create(draft().key("k" + i).payload("[0]")));
        }
        List<ClaimedJob> claimed = java.util.Collections.synchronizedList(new ArrayList<>());
        List<String> replacedIds = java.util.Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, thread -> {
            for (int i = 0; i < 50; i++) {
                if (thread == 0) {
                    claimed.addAll(worker.claim(1));
                } else {
                    JobDraft draft = draft().key("k" + i, OnDuplicate.REPLACE)
                            .payload("[" + thread + "]")
                            .build();
                    EnqueueResult result = store.intake().admit(List.of(draft)).get(0);
                    assertThat(result.id()).isEqualTo(ids.get(i));
                    replacedIds.add(result.id() + "=[" + thread + "]" + result.kind());
                }
            }
        });
        claimed.addAll(worker.claim(50));
        assertThat(Worker.ids(claimed)).containsExactlyInAnyOrderElementsOf(ids);
        for (ClaimedJob job : claimed) {
            assertThat(job.payload()).isEqualTo(job(Worker.idOf(job)).payload().text());
        }
        assertDepthsAreExact();
    }

    private EnqueueResult replace(DraftBuilder draft) {
        return admitOne(draft.key("k", OnDuplicate.REPLACE));
    }

    private EnqueueResult keep(DraftBuilder draft) {
        return admitOne(draft.key("k", OnDuplicate.KEEP_RUN_AT));
    }

    private static EnqueueResult replaced(JobId id) {
        return new EnqueueResult(Kind.REPLACED, id);
    }
}
