package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobEvent.Change;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobReader.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Looking: one job with its derived log, lists, paging. */
abstract class ReaderContract extends StoreContract {

    @Test
    void theLogOfAPlainLifeIsDerived() {
        JobId id = enqueueOne();
        clock.advance(Duration.ofSeconds(1));
        ClaimedJob claimed = worker.claimOne();
        clock.advance(Duration.ofSeconds(1));
        worker.end(claimed, Move.completed("1"));
        List<JobEvent> events = job(id).events();
        assertThat(events)
                .extracting(JobEvent::type)
                .containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STARTED, JobEvent.Type.COMPLETED);
        assertThat(events)
                .extracting(JobEvent::change)
                .containsExactly(
                        new Change(null, JobStatus.AVAILABLE),
                        new Change(JobStatus.AVAILABLE, JobStatus.EXECUTING),
                        new Change(JobStatus.EXECUTING, JobStatus.COMPLETED));
        assertThat(events)
                .extracting(JobEvent::at)
                .containsExactly(now().minusSeconds(2), now().minusSeconds(1), now());
        assertThat(events).extracting(event -> event.job().id()).containsOnly(id);
        assertNumbered(events);
    }

    @Test
    void theLogOfFailuresIsDerived() {
        JobId id = enqueueOne();
        for (int i = 0; i < 2; i++) {
            ClaimedJob claimed = worker.claimOne();
            clock.advance(Duration.ofSeconds(1));
            worker.end(claimed, Move.retry(Duration.ofSeconds(1), FAILURE));
            stageAll(Duration.ofSeconds(1));
        }
        ClaimedJob last = worker.claimOne();
        clock.advance(Duration.ofSeconds(1));
        worker.end(last, Move.discard("Out of attempts", FAILURE));
        assertThat(eventTypes(id))
                .containsSubsequence(
                        JobEvent.Type.CREATED,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.FAILED,
                        JobEvent.Type.RETRY_SCHEDULED,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.FAILED,
                        JobEvent.Type.RETRY_SCHEDULED,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.DISCARDED);
        assertNumbered(job(id).events());
    }

    @Test
    void theLogOfAScheduledJobTellsIt() {
        JobId id = enqueueOne(draft().delay(Duration.ofMinutes(1)));
        assertThat(job(id).events().get(0).type()).isEqualTo(JobEvent.Type.CREATED);
        assertThat(job(id).events())
                .anySatisfy(event -> assertThat(event.change().to()).isEqualTo(JobStatus.SCHEDULED));
    }

    @Test
    void theLogOfASnoozedJobTellsIt() {
        enqueueOne();
        ClaimedJob claimed = worker.claimOne();
        worker.end(claimed, Move.snooze(Duration.ofMinutes(1)));
        assertThat(eventTypes(Worker.idOf(claimed)))
                .containsSubsequence(JobEvent.Type.CREATED, JobEvent.Type.STARTED, JobEvent.Type.SNOOZED);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED"})
    void theLastMoveInTheLogLeadsToTheStatus(JobStatus status) {
        JobId id = jobIn(status);
        List<JobEvent> events = job(id).events();
        assertNumbered(events);
        List<JobEvent> moves =
                events.stream().filter(event -> event.change() != null).toList();
        assertThat(moves.get(0).type()).isEqualTo(JobEvent.Type.CREATED);
        assertThat(moves.get(moves.size() - 1).change().to()).isEqualTo(status);
    }

    @Test
    void usersEventsStandInTheLogWhereTheyHappened() {
        JobId id = enqueueOne();
        clock.advance(Duration.ofSeconds(1));
        store.log().append(id, "1");
        clock.advance(Duration.ofSeconds(1));
        ClaimedJob claimed = worker.claimOne();
        clock.advance(Duration.ofSeconds(1));
        store.log().append(id, "2");
        clock.advance(Duration.ofSeconds(1));
        worker.end(claimed, Move.completed(null));
        clock.advance(Duration.ofSeconds(1));
        store.log().append(id, "3");
        assertThat(eventTypes(id))
                .containsExactly(
                        JobEvent.Type.CREATED,
                        JobEvent.Type.USER,
                        JobEvent.Type.STARTED,
                        JobEvent.Type.USER,
                        JobEvent.Type.COMPLETED,
                        JobEvent.Type.USER);
        assertNumbered(job(id).events());
    }

    @Test
    void listsAreNewestFirstWithoutErrorsAndEvents() {
        JobId failed = jobIn(JobStatus.RETRYABLE);
        JobId next = enqueueOne();
        Page page = store.reader().list(all(), 10);
        assertThat(page.jobs()).extracting(Job::id).containsExactly(next, failed);
        assertThat(page.jobs())
                .allSatisfy(job -> assertThat(job.errors()).isEmpty())
                .allSatisfy(job -> assertThat(job.events()).isEmpty());
        assertThat(page.next()).isNull();
        assertThat(page.partial()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED"})
    void listsCanBeFilteredByStatus(JobStatus status) {
        List<JobId> all = new ArrayList<>();
        for (JobStatus each : JobStatus.values()) {
            if (each != JobStatus.HELD && each != JobStatus.BLOCKED) {
                all.add(jobIn(each));
                all.add(jobIn(each));
            }
        }
        List<Job> jobs = store.reader().list(in(status), 10).jobs();
        assertThat(jobs).hasSize(2).extracting(Job::status).containsOnly(status);
        assertThat(jobs).extracting(Job::id).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(listed(new Filter(TOPIC, status, TYPE, null)))
                .isEqualTo(jobs.stream().map(Job::id).toList());
        assertThat(listed(new Filter(OTHER_TOPIC, status, null, null))).isEmpty();
        assertThat(listed(all())).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void listsCanBeFilteredByTopicAndType() {
        List<JobId> ids = enqueue(
                draft(),
                draft().type("farewell"),
                draft().topic(OTHER_TOPIC),
                draft().topic(OTHER_TOPIC).type("farewell"));
        assertThat(listed(new Filter(TOPIC, null, null, null))).containsExactly(ids.get(1), ids.get(0));
        assertThat(listed(new Filter(null, null, "farewell", null))).containsExactly(ids.get(3), ids.get(1));
        assertThat(listed(new Filter(OTHER_TOPIC, null, "farewell", null))).containsExactly(ids.get(3));
        assertThat(listed(new Filter("unheard-of", null, null, null))).isEmpty();
        assertThat(listed(new Filter(null, null, "unheard-of", null))).isEmpty();
        assertThat(listed(new Filter(null, null, null, ids.get(2)))).containsExactly(ids.get(1), ids.get(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            names = {"AVAILABLE", "COMPLETED", "SCHEDULED", "EXECUTING"})
    void pagesFollowEachOtherWithoutGapOrRepeat(JobStatus status) {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            ids.add(jobIn(status));
            enqueueOne(draft().topic(OTHER_TOPIC));
        }
        Collections.reverse(ids);
        assertThat(paged(new Filter(TOPIC, status, null, null))).isEqualTo(ids);
        assertThat(paged(new Filter(TOPIC, null, TYPE, null))).isEqualTo(ids);
        assertThat(paged(all())).hasSize(46);
    }

    @Test
    void theStoresClockIsTheOneThatWasGiven() {
        assertThat(store.reader().now()).isEqualTo(now());
        clock.advance(Duration.ofDays(3));
        assertThat(store.reader().now()).isEqualTo(now());
    }

    @Test
    void theStoreTellsWhatItIs() {
        StoreInfo info = store.info();
        assertThat(info.kind()).isIn("sqlite", "postgresql");
        assertThat(info.version()).isNotBlank();
        assertThat(info.durability()).isIn("full", "normal");
        assertThat(info.location()).isNotBlank();
        assertThat(info.bytes()).isPositive();
        assertThat(info.walBytes()).isNotNegative();
    }

    private List<JobId> paged(Filter filter) {
        List<JobId> all = new ArrayList<>();
        JobId before = filter.before();
        do {
            Page page = store.reader().list(new Filter(filter.topic(), filter.status(), filter.type(), before), 5);
            assertThat(page.jobs()).hasSizeLessThanOrEqualTo(5);
            page.jobs().forEach(job -> all.add(job.id()));
            before = page.next();
        } while (before != null);
        return all;
    }

    private static void assertNumbered(List<JobEvent> events) {
        assertThat(events)
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events).extracting(JobEvent::at).isSorted();
    }
}
