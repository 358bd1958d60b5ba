package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.OnDuplicate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Jobs with unique keys: which are made. */
abstract class UniqueContract extends StoreContract {

    @Test
    void aSecondJobWithTheKeyIsNotMade() {
        JobId first = create(draft().key("welcome-42").payload("[1]"));
        assertThat(admitOne(draft().key("welcome-42").payload("[2]"))).isEqualTo(existing(first));
        assertThat(job(first).payload().text()).isEqualTo("[1]");
        assertThat(listed(all())).containsExactly(first);
        assertDepthsAreExact();
    }

    @Test
    void otherKeysAndOtherTopicsAreFree() {
        create(draft().key("welcome-42"));
        create(draft().key("welcome-43"));
        create(draft().key("Welcome-42"));
        create(draft().topic(OTHER_TOPIC).key("welcome-42"));
        assertThat(listed(all())).hasSize(4);
    }

    @Test
    void longAndOddKeysAreKeysLikeAnyOther() {
        for (String key : List.of("é".repeat(255), "a'b\"c\\d%_", "[1,2]", "日本語 🚲")) {
            JobId id = create(draft().key(key));
            assertThat(admitOne(draft().key(key))).isEqualTo(existing(id));
        }
    }

    @Test
    void aRefusedJobIsAnsweredWithTheOneThatIsThere() {
        JobId first = create(draft().key("k"));
        assertThat(admitOne(draft().key("k", OnDuplicate.REJECT))).isEqualTo(existing(first));
        assertThat(listed(all())).containsExactly(first);
    }

    @Test
    void nothingOfACallIsLeftWhenOneOfItsJobsIsRefused() {
        JobId first = create(draft().key("k"));
        assertThatThrownBy(() -> admit(draft().key("a"), draft(), draft().key("k", OnDuplicate.REJECT), draft()))
                .isInstanceOfSatisfying(
                        DuplicateJobException.class,
                        ex -> assertThat(ex.existing()).isEqualTo(first))
                .hasMessageContaining(TOPIC)
                .hasMessageContaining("'k'");
        assertThat(listed(all())).containsExactly(first);
        create(draft().key("a"));
        assertDepthsAreExact();
    }

    @Test
    void jobsOfOneCallAreTakenAsIfOneAfterTheOther() {
        JobId there = create(draft().key("c"));
        List<EnqueueResult> results = admit(
                draft().key("b"),
                draft(),
                draft().key("a"),
                draft().key("b"),
                draft().key("c"),
                draft().key("b", OnDuplicate.REPLACE).payload("[9]"),
                draft().key("a", OnDuplicate.KEEP_RUN_AT).payload("[8]").delay(Lives.LATER));
        assertThat(results)
                .extracting(EnqueueResult::kind)
                .containsExactly(
                        Kind.CREATED,
                        Kind.CREATED,
                        Kind.CREATED,
                        Kind.EXISTING,
                        Kind.EXISTING,
                        Kind.REPLACED,
                        Kind.REPLACED);
        List<JobId> ids = results.stream().map(EnqueueResult::id).toList();
        assertThat(ids.subList(0, 3)).isSorted().doesNotHaveDuplicates();
        assertThat(ids.subList(3, 7)).containsExactly(ids.get(0), there, ids.get(0), ids.get(2));
        assertThat(job(ids.get(0)).payload().text()).isEqualTo("[9]");
        assertThat(job(ids.get(2)).payload().text()).isEqualTo("[8]");
        assertThat(status(ids.get(2))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(listed(all())).hasSize(4);
        assertDepthsAreExact();
    }

    @Test
    void twoOfOneCallWithAKeyAreRefusedIfSoAsked() {
        assertThatThrownBy(() -> admit(draft().key("k"), draft().key("k", OnDuplicate.REJECT)))
                .isInstanceOfSatisfying(
                        DuplicateJobException.class,
                        ex -> assertThat(ex.existing()).isNull());
        assertThat(listed(all())).isEmpty();
        create(draft().key("k"));
    }

    @Test
    void aKeyThatItsFirstOwnerOfTheCallDoesNotHoldGoesToTheNext() {
        Set<JobStatus> onlyEnded = Set.of(JobStatus.COMPLETED);
        List<EnqueueResult> results = admit(draft().key("k", onlyEnded, null), draft().key("k"), draft().key("k"));
        assertThat(results).extracting(EnqueueResult::kind).containsExactly(Kind.CREATED, Kind.CREATED, Kind.EXISTING);
        assertThat(results.get(2).id()).isEqualTo(results.get(1).id());
        assertThat(admitOne(draft().key("k"))).isEqualTo(existing(results.get(1).id()));
    }

    @Test
    void aLargeCallMayHaveAKeyForEachJob() {
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            drafts.add(draft().key("k" + i % 2000).build());
        }
        List<EnqueueResult> results = store.intake().admit(drafts);
        List<JobId> ids = results.stream().map(EnqueueResult::id).toList();
        assertThat(ids.subList(0, 2000)).isSorted().doesNotHaveDuplicates();
        assertThat(ids.subList(2000, 3000)).isEqualTo(ids.subList(0, 1000));
        assertThat(store.intake().admit(drafts)).extracting(EnqueueResult::kind).containsOnly(Kind.EXISTING);
        assertDepthsAreExact();
    }

    @Test
    void newJobsWithKeysRunLikeAnyOthers() {
        JobId low = create(draft().key("low").priority(-3));
        JobId high = create(draft().key("high").priority(3).payload("[3]").limits(2, Duration.ofSeconds(3)));
        JobId later = create(draft().key("later").delay(Lives.LATER));
        assertThat(status(later)).isEqualTo(JobStatus.SCHEDULED);
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(high);
        assertThat(claimed.payload()).isEqualTo("[3]");
        assertThat(claimed.limits().maxAttempts()).isEqualTo(2);
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(low);
    }

    @Test
    void ofManyAtOnceOneMakesTheJobAndAllGetItsId() throws Exception {
        Map<String, Set<JobId>> ids = new ConcurrentHashMap<>();
        List<JobId> created = Collections.synchronizedList(new ArrayList<>());
        Threads.together(16, thread -> {
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                EnqueueResult result = admitOne(draft().key(key));
                ids.computeIfAbsent(key, same -> ConcurrentHashMap.newKeySet()).add(result.id());
                if (result.isCreated()) {
                    created.add(result.id());
                }
            }
        });
        assertThat(created).hasSize(20);
        assertThat(ids).hasSize(20).allSatisfy((key, same) -> assertThat(same).hasSize(1));
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(created);
        assertDepthsAreExact();
    }

    @Test
    void keysThatAreUsedOverAndOverNeverHaveTwoLiveJobs() throws Exception {
        Map<JobId, String> keyOf = new ConcurrentHashMap<>();
        Map<String, JobId> live = new HashMap<>();
        Threads.together(8, thread -> {
            for (int i = 0; i < 60; i++) {
                if (thread == 0) {
                    for (ClaimedJob job : worker.claim(10)) {
                        assertThat(worker.end(job, Move.completed(null))).isTrue();
                    }
                } else {
                    String key = "k" + (i + thread) % 5;
                    EnqueueResult result = admitOne(draft().key(key));
                    keyOf.putIfAbsent(result.id(), key);
                    assertThat(keyOf).containsEntry(result.id(), key);
                }
            }
        });
        for (JobId id : listed(all())) {
            if (!status(id).isEnded()) {
                assertThat(live.put(keyOf.get(id), id)).isNull();
            }
        }
        assertDepthsAreExact();
    }

    static EnqueueResult existing(JobId id) {
        return new EnqueueResult(Kind.EXISTING, id);
    }
}
