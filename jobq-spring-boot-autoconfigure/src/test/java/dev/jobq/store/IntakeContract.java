package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** New jobs: ids, fields, all or nothing. */
abstract class IntakeContract extends StoreContract {

    @Test
    void idsGrowInTheOrderGiven() {
        List<JobId> ids = new ArrayList<>(enqueue(draft(), draft().priority(9), draft().delay(Duration.ofDays(1))));
        ids.add(enqueueOne());
        ids.addAll(enqueue(draft().topic(OTHER_TOPIC), draft()));
        assertThat(ids).hasSize(6).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsOfALargeBulkGrowAndBelongToTheirDrafts() {
        List<JobId> ids = enqueueMany(2500);
        assertThat(ids).hasSize(2500).isSorted().doesNotHaveDuplicates();
        for (int i : List.of(0, 999, 1000, 1001, 2499)) {
            assertThat(job(ids.get(i)).payload().text()).contains("\"n\":" + i + "}");
        }
    }

    @Test
    void idsAreNeverUsedTwiceAfterDelete() {
        List<JobId> ids = enqueue(draft(), draft());
        JobId newest = ids.get(1);
        assertThat(store.control().delete(newest)).isTrue();
        assertThat(enqueueOne()).isGreaterThan(newest);
    }

    @Test
    void nothingOfABulkIsLeftWhenADraftInItsMiddleIsBad() {
        List<JobDraft> drafts = new ArrayList<>(many(20));
        drafts.set(10, draft().type(null).build());
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(RuntimeException.class);
        assertNothingWritten();
    }

    @Test
    void nothingOfALargeBulkIsLeftWhenADraftNearItsEndIsBad() {
        List<JobDraft> drafts = new ArrayList<>(many(5000));
        drafts.set(4500, draft().type(null).build());
        assertThatThrownBy(() -> store.intake().insert(drafts)).isInstanceOf(RuntimeException.class);
        assertNothingWritten();
    }

    @Test
    void aBadBulkHarmsNoBulkBesideIt() throws Exception {
        List<JobDraft> bad = new ArrayList<>(many(3));
        bad.set(1, draft().type(null).build());
        List<JobId> good = Collections.synchronizedList(new ArrayList<>());
        Threads.together(8, n -> {
            for (int i = 0; i < 20; i++) {
                if (n % 2 == 0) {
                    good.addAll(store.intake().insert(many(3)));
                } else {
                    assertThatThrownBy(() -> store.intake().insert(bad)).isInstanceOf(RuntimeException.class);
                }
            }
        });
        assertThat(good).hasSize(4 * 20 * 3);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(good);
        assertDepthsAreExact();
    }

    @Test
    void aBadBulkThatSharesACommitWithGoodOnesLeavesNothingAndHarmsNone() throws Exception {
        List<JobDraft> bad = new ArrayList<>(many(3));
        bad.set(1, draft().type(null).build());
        // Whoever commits first is held back until all others wait to share the next commit.
        CountDownLatch release = new CountDownLatch(1);
        store.onCommit(events -> awaitQuietly(release));
        List<JobId> good = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 9; i++) {
            boolean isBad = i % 3 == 2;
            threads.add(new Thread(() -> {
                try {
                    good.addAll(store.intake().insert(isBad ? bad : many(2)));
                } catch (RuntimeException ex) {
                    refused.incrementAndGet();
                }
            }));
            threads.get(i).start();
            Awaitility.await().until(() -> isWaiting(threads));
        }
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(3);
        assertThat(good).hasSize(6 * 2).doesNotHaveDuplicates();
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(good);
        assertThat(Worker.ids(worker.claim(100))).containsExactlyInAnyOrderElementsOf(good);
        assertDepthsAreExact();
    }

    @Test
    void callersThatShareACommitEachGetTheirOwnIds() throws Exception {
        Threads.together(8, n -> {
            for (int i = 0; i < 20; i++) {
                String payload = "[%d,%d]".formatted(n, i);
                JobId id = store.intake()
                        .insert(List.of(draft().payload(payload).build()))
                        .get(0);
                assertThat(job(id).payload().text()).isEqualTo(payload);
            }
        });
    }

    @Test
    void anEmptyBulkIsNothing() {
        assertThat(store.intake().insert(List.of())).isEmpty();
        assertNothingWritten();
    }

    @Test
    void everyFieldOfADraftIsKept() {
        Instant runAt = now().minusSeconds(90);
        JobId id = enqueueOne(draft().topic(OTHER_TOPIC)
                .type("monthly")
                .payload("{\"month\":\"2026-10\"}")
                .priority(-3)
                .at(runAt)
                .limits(7, Duration.ofSeconds(30)));
        Job job = job(id);
        assertThat(job.id()).isEqualTo(id);
        assertThat(job.topic()).isEqualTo(OTHER_TOPIC);
        assertThat(job.type()).isEqualTo("monthly");
        assertThat(job.payload().text()).isEqualTo("{\"month\":\"2026-10\"}");
        assertThat(job.priority()).isEqualTo(-3);
        assertThat(job.runAt()).isEqualTo(runAt);
        assertThat(job.maxAttempts()).isEqualTo(7);
        assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(job.createdAt()).isEqualTo(now());
        assertThat(job.enqueuedBy()).isEqualTo(SELF);
    }

    @Test
    void whatADraftDoesNotSayIsNull() {
        Job job = job(enqueueOne());
        assertThat(job.maxAttempts()).isNull();
        assertThat(job.timeout()).isNull();
        assertThat(job.result()).isNull();
        assertThat(job.reason()).isNull();
        assertThat(job.startedAt()).isNull();
        assertThat(job.finishedAt()).isNull();
        assertThat(job.node()).isNull();
        assertThat(job.progress()).isNull();
        assertThat(job.attempt()).isZero();
        assertThat(job.crashes()).isZero();
        assertThat(job.fence()).isZero();
        assertThat(job.errors()).isEmpty();
        assertThat(job.runAt()).isEqualTo(now());
    }

    @Test
    void aJobToRunNowOrEarlierIsAvailable() {
        assertThat(status(enqueueOne())).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(enqueueOne(draft().at(now())))).isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(enqueueOne(draft().at(now().minus(Duration.ofDays(400))))))
                .isEqualTo(JobStatus.AVAILABLE);
        assertThat(status(enqueueOne(draft().delay(Duration.ZERO)))).isEqualTo(JobStatus.AVAILABLE);
    }

    @Test
    void aJobToRunLaterIsScheduled() {
        JobId at = enqueueOne(draft().at(now().plusMillis(1)));
        JobId delayed = enqueueOne(draft().delay(Duration.ofMinutes(5)));
        assertThat(status(at)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(status(delayed)).isEqualTo(JobStatus.SCHEDULED);
        assertThat(job(at).runAt()).isEqualTo(now().plusMillis(1));
        assertThat(job(delayed).runAt()).isEqualTo(now().plus(Duration.ofMinutes(5)));
    }

    @Test
    void concurrentEnqueuersEachGetGrowingIdsOfTheirOwn() throws Exception {
        List<JobId> everybodys = Collections.synchronizedList(new ArrayList<>());
        Threads.together(8, n -> {
            List<JobId> mine = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                mine.addAll(store.intake().insert(many(2)));
            }
            assertThat(mine).isSorted();
            everybodys.addAll(mine);
        });
        assertThat(everybodys).hasSize(8 * 25 * 2).doesNotHaveDuplicates();
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(everybodys);
    }

    @Test
    void aPayloadOfTenMegabytesIsKept() {
        String payload = "\"" + "0123456789".repeat(1_000_000) + "\"";
        JobId id = enqueueOne(draft().payload(payload));
        assertThat(job(id).payload().text()).isEqualTo(payload);
        assertThat(worker.claimOne().payload()).isEqualTo(payload);
    }

    /** Ended or waiting, whichever thread happens to lead. */
    private static boolean isWaiting(List<Thread> threads) {
        return threads.stream()
                .map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.TERMINATED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertNothingWritten() {
        assertThat(listed(all())).isEmpty();
        assertThat(worker.claim(10)).isEmpty();
        assertThat(store.reader().depths().getOrDefault(TOPIC, Map.of()).values())
                .allMatch(depth -> depth == 0);
        JobId next = enqueueOne();
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(next);
    }
}
