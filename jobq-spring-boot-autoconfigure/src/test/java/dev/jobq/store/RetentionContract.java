package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many ended jobs are kept. */
abstract class RetentionContract extends StoreContract {

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "DISCARDED", "CANCELLED"})
    void theNewestStay(JobStatus status) {
        List<JobId> ids = endedOneAfterTheOther(status, 6);
        assertThat(store.upkeep().trim(TOPIC, status, 4, Duration.ZERO, 100)).isEqualTo(2);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(ids.subList(2, 6));
        assertThat(store.upkeep().trim(TOPIC, status, 4, Duration.ZERO, 100)).isZero();
        assertThat(store.upkeep().trim(TOPIC, status, 1, Duration.ZERO, 2)).isEqualTo(2);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(ids.subList(4, 6));
        assertThat(store.upkeep().trim(TOPIC, status, 0, Duration.ZERO, 100)).isEqualTo(2);
        assertThat(listed(all())).isEmpty();
        assertDepthsAreExact();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"COMPLETED", "DISCARDED", "CANCELLED"})
    void whatHasJustEndedStaysHoweverManyThereAre(JobStatus status) {
        List<JobId> ids = endedOneAfterTheOther(status, 6);
        assertThat(store.upkeep().trim(TOPIC, status, 0, Duration.ofSeconds(3), 100))
                .isEqualTo(4);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(ids.subList(4, 6));
        assertThat(store.upkeep().trim(TOPIC, status, 0, Duration.ofSeconds(3), 100))
                .isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.upkeep().trim(TOPIC, status, 0, Duration.ofSeconds(3), 100))
                .isEqualTo(1);
        assertDepthsAreExact();
    }

    @Test
    void eachStatusOfATopicIsCountedForItself() {
        endedOneAfterTheOther(JobStatus.COMPLETED, 2);
        endedOneAfterTheOther(JobStatus.DISCARDED, 2);
        jobIn(JobStatus.AVAILABLE);
        jobIn(JobStatus.RETRYABLE);
        jobIn(JobStatus.EXECUTING);
        assertThat(store.upkeep().trim(TOPIC, JobStatus.COMPLETED, 2, Duration.ZERO, 100))
                .isZero();
        assertThat(store.upkeep().trim(OTHER_TOPIC, JobStatus.COMPLETED, 0, Duration.ZERO, 100))
                .isZero();
        assertThat(store.upkeep().trim(TOPIC, JobStatus.DISCARDED, 1, Duration.ZERO, 100))
                .isEqualTo(1);
        assertThat(store.upkeep().trim(TOPIC, JobStatus.AVAILABLE, 0, Duration.ZERO, 100))
                .isZero();
        assertThat(store.upkeep().trim(TOPIC, JobStatus.RETRYABLE, 0, Duration.ZERO, 100))
                .isZero();
        assertThat(listed(all())).hasSize(6);
        assertDepthsAreExact();
    }

    @Test
    void whatIsLeftOfATrimmedJobGoesToo() {
        JobId old = jobIn(JobStatus.DISCARDED);
        JobId next = store.control().requeue(old);
        store.log().append(next, "{\"mine\":1}");
        worker.end(worker.claimOne(), Move.discard("no", FAILURE));
        assertThat(store.upkeep().trim(TOPIC, JobStatus.DISCARDED, 0, Duration.ZERO, 100))
                .isEqualTo(2);
        assertThat(store.reader().get(old)).isEmpty();
        assertThat(store.reader().get(next)).isEmpty();
        assertThat(eventTypes(enqueueOne())).containsExactly(JobEvent.Type.CREATED);
        assertDepthsAreExact();
    }

    @Test
    void severalAtOnceTakeNoMoreThanOne() throws Exception {
        List<JobId> ids = endedOneAfterTheOther(JobStatus.COMPLETED, 60);
        List<Integer> gone = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> gone.add(store.upkeep().trim(TOPIC, JobStatus.COMPLETED, 20, Duration.ZERO, 15)));
        assertThat(gone.stream().mapToInt(Integer::intValue).sum()).isBetween(15, 40);
        store.upkeep().trim(TOPIC, JobStatus.COMPLETED, 20, Duration.ZERO, 100);
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(ids.subList(40, 60));
        assertDepthsAreExact();
    }

    private List<JobId> endedOneAfterTheOther(JobStatus status, int count) {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(jobIn(status));
            clock.advance(Duration.ofSeconds(1));
        }
        return ids;
    }
}
