package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What users and attempts add to a job's log. */
abstract class LogContract extends StoreContract {

    @Test
    void usersEventsAreKeptInOrder() {
        JobId id = enqueueOne();
        for (int i = 0; i < 20; i++) {
            store.log().append(id, Integer.toString(i));
        }
        assertThat(userEvents(id))
                .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    }

    @Test
    void aLogIsCutToItsNewestEvents() {
        store.log().keep(new EventLimits(1_000, Map.of(TOPIC, 20)));
        JobId id = enqueueOne();
        JobId other = enqueueOne(draft().topic(OTHER_TOPIC));
        int added = 0;
        // Cuts come by chance: each addition has its own, so the log must be short before long.
        do {
            store.log().append(id, Integer.toString(added));
            store.log().append(other, Integer.toString(added));
            added++;
        } while (added < 50 || (userEvents(id).size() == added && added < 2_000));
        int kept = userEvents(id).size();
        assertThat(kept).isLessThan(added).isGreaterThanOrEqualTo(20);
        int first = added - kept;
        assertThat(userEvents(id))
                .isEqualTo(IntStream.range(first, added)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(userEvents(other)).hasSize(added);
        assertThat(eventTypes(id)).startsWith(JobEvent.Type.CREATED);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobStatus.class,
            mode = Mode.EXCLUDE,
            names = {"HELD", "BLOCKED"})
    void aJobTakesUsersEventsInEveryStatus(JobStatus status) {
        JobId id = jobIn(status);
        store.log().append(id, "{\"seen\":true}");
        assertThat(userEvents(id)).containsExactly("{\"seen\":true}");
        assertThat(status(id)).isEqualTo(status);
    }

    @Test
    void anEventForAMissingJobIsRefused() {
        JobId deleted = enqueueOne();
        store.control().delete(deleted);
        assertThatThrownBy(() -> store.log().append(deleted, "1"))
                .isInstanceOfSatisfying(
                        JobNotFoundException.class, ex -> assertThat(ex.id()).isEqualTo(deleted));
    }

    @Test
    void stepsAndMessagesAreKeptInOrder() {
        ClaimedJob claimed = claimed();
        store.log()
                .write(List.of(
                        entry(claimed, JobEvent.Type.STEP, "{\"name\":\"load\"}"),
                        entry(claimed, JobEvent.Type.MESSAGE, "{\"level\":\"INFO\",\"message\":\"half way\"}"),
                        entry(claimed, JobEvent.Type.STEP, "{\"name\":\"save\"}")));
        List<JobEvent> said = job(Worker.idOf(claimed)).events().stream()
                .filter(event -> event.type() == JobEvent.Type.STEP || event.type() == JobEvent.Type.MESSAGE)
                .toList();
        assertThat(said)
                .extracting(JobEvent::type)
                .containsExactly(JobEvent.Type.STEP, JobEvent.Type.MESSAGE, JobEvent.Type.STEP);
        assertThat(said)
                .extracting(event -> event.data().text())
                .containsExactly(
                        "{\"name\":\"load\"}", "{\"level\":\"INFO\",\"message\":\"half way\"}", "{\"name\":\"save\"}");
    }

    @Test
    void ofProgressOnlyTheLastValueIsKept() {
        ClaimedJob claimed = claimed();
        store.log()
                .write(List.of(
                        entry(claimed, JobEvent.Type.PROGRESS, "{\"done\":1,\"total\":10,\"step\":\"load\"}"),
                        entry(claimed, JobEvent.Type.PROGRESS, "{\"done\":2,\"total\":10,\"step\":\"load\"}")));
        clock.advance(Duration.ofSeconds(1));
        store.log()
                .write(List.of(entry(claimed, JobEvent.Type.PROGRESS, "{\"done\":7,\"total\":10,\"step\":\"save\"}")));
        Job job = job(Worker.idOf(claimed));
        assertThat(job.progress().done()).isEqualTo(7);
        assertThat(job.progress().total()).isEqualTo(10);
        assertThat(job.progress().step()).isEqualTo("save");
        assertThat(job.progress().percent()).isEqualTo(70);
        assertThat(job.progress().at()).isEqualTo(now());
        assertThat(job.events())
                .filteredOn(event -> event.type() == JobEvent.Type.PROGRESS)
                .hasSizeLessThanOrEqualTo(1);
        worker.end(claimed, Move.completed(null));
        assertThat(job(Worker.idOf(claimed)).progress().done()).isEqualTo(7);
    }

    @Test
    void whatAnAttemptSaysAfterItLostItsJobIsDropped() {
        ClaimedJob stale = claimed();
        JobId id = Worker.idOf(stale);
        Worker rescuer = rescueAll();
        store.log().write(everything(stale));
        assertThat(job(id).progress()).isNull();
        ClaimedJob current = rescuer.claimOne();
        Job before = job(id);
        store.log().write(everything(stale));
        assertThat(job(id).progress()).isNull();
        assertThat(job(id).events()).isEqualTo(before.events());
        store.log().write(List.of(everything(stale).get(0), everything(current).get(1)));
        assertThat(eventTypes(id)).contains(JobEvent.Type.MESSAGE).doesNotContain(JobEvent.Type.STEP);
    }

    /** In a transaction of the application's an end may come before what was said is written. */
    @Test
    void whatAnAttemptSaidBeforeItCompletedIsKeptThoughItIsWrittenLater() {
        ClaimedJob ended = claimed();
        worker.end(ended, Move.completed(null));
        store.log().write(everything(ended));
        assertThat(job(Worker.idOf(ended)).progress()).isNull();
        assertThat(eventTypes(Worker.idOf(ended))).contains(JobEvent.Type.STEP, JobEvent.Type.MESSAGE);
    }

    @Test
    void whatAnAttemptSaysAfterItsJobEndedOtherwiseOrIsGoneIsDropped() {
        ClaimedJob ended = claimed();
        worker.end(ended, Move.discard("no", FAILURE));
        ClaimedJob deleted = claimed();
        store.control().delete(Worker.idOf(deleted));
        store.log().write(everything(ended));
        store.log().write(everything(deleted));
        assertThat(job(Worker.idOf(ended)).progress()).isNull();
        assertThat(eventTypes(Worker.idOf(ended))).doesNotContain(JobEvent.Type.STEP, JobEvent.Type.MESSAGE);
        assertThat(store.reader().get(Worker.idOf(deleted))).isEmpty();
    }

    @Test
    void entriesOfManyJobsCanBeWrittenTogether() {
        enqueueMany(50);
        List<ClaimedJob> claimed = worker.claim(50);
        store.log()
                .write(claimed.stream().flatMap(job -> everything(job).stream()).toList());
        store.log().write(List.of());
        for (ClaimedJob job : claimed) {
            assertThat(eventTypes(Worker.idOf(job)))
                    .containsSubsequence(JobEvent.Type.STARTED, JobEvent.Type.STEP, JobEvent.Type.MESSAGE);
            assertThat(job(Worker.idOf(job)).progress()).isNotNull();
        }
    }

    @Test
    void workersEventsAreInTheFeed() {
        store.log().worker(worker.id(), "started", null);
        clock.advance(Duration.ofSeconds(1));
        store.log().worker(worker.id(), "rescued", "{\"jobs\":3}");
        List<FeedEvent> workers = store.reader().feed(null, 50).stream()
                .filter(event -> event.worker() != null)
                .toList();
        assertThat(workers).extracting(FeedEvent::type).containsExactly("rescued", "started");
        assertThat(workers).extracting(FeedEvent::worker).containsOnly(worker.id());
        assertThat(workers.get(0).data()).isEqualTo("{\"jobs\":3}");
        assertThat(workers.get(0).at()).isEqualTo(now());
        assertThat(workers.get(0).event()).isNull();
    }

    @Test
    void theLogGoesWithTheJob() {
        JobId id = enqueueOne();
        JobId other = enqueueOne(draft().priority(-1));
        store.log().append(id, "\"gone\"");
        store.log().append(other, "\"kept\"");
        store.control().delete(id);
        assertThat(userEvents(other)).containsExactly("\"kept\"");
        assertThat(store.reader().feed(null, 50))
                .filteredOn(event -> event.event() != null && event.event().type() == JobEvent.Type.USER)
                .extracting(event -> event.event().job().id())
                .containsExactly(other);
    }

    private ClaimedJob claimed() {
        enqueueOne();
        return worker.claimOne();
    }

    private static List<JobLog.Entry> everything(ClaimedJob job) {
        return List.of(
                entry(job, JobEvent.Type.STEP, "{\"name\":\"late\"}"),
                entry(job, JobEvent.Type.MESSAGE, "{\"level\":\"WARN\",\"message\":\"late\"}"),
                entry(job, JobEvent.Type.PROGRESS, "{\"done\":9,\"total\":9}"));
    }

    private static JobLog.Entry entry(ClaimedJob job, JobEvent.Type type, String data) {
        return new JobLog.Entry(Worker.idOf(job), job.attempt().fence(), type, data);
    }

    private List<String> userEvents(JobId id) {
        return job(id).events().stream()
                .filter(event -> event.type() == JobEvent.Type.USER)
                .map(event -> event.data().text())
                .toList();
    }
}
