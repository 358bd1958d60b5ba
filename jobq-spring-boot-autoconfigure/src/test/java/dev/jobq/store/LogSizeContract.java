package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long the log of one job becomes, however often it runs. */
abstract class LogSizeContract extends StoreContract {

    @Test
    void aJobThatSnoozesForeverLeavesNoMoreAttemptsThanALogMayHave() {
        JobId id = enqueueOne();
        for (int run = 1; run <= 2_000; run++) {
            ClaimedJob claimed = worker.claimOne();
            assertThat(claimed.attempt().number()).isEqualTo(1);
            assertThat(claimed.attempt().fence()).isEqualTo(run);
            assertThat(worker.end(claimed, Move.snooze(Duration.ofSeconds(1)))).isTrue();
            stageAll(Duration.ofSeconds(1));
        }
        Job job = job(id);
        assertThat(attempts(id)).isEqualTo(EventLimits.DEFAULT.events());
        assertThat(job.attempt()).isZero();
        assertThat(job.fence()).isEqualTo(2_000);
        assertThat(job.crashes()).isZero();
        assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(job.events()).extracting(JobEvent::type).startsWith(JobEvent.Type.CREATED, JobEvent.Type.STARTED);
        assertThat(job.events()).extracting(JobEvent::at).isSorted();
        assertThat(job.events().get(1).at()).isEqualTo(now().minusSeconds(1_000));
    }

    @Test
    void errorsOfAHundredAttemptsStayHoweverFewEventsAreWanted() {
        store.log().keep(new EventLimits(0, Map.of()));
        JobId id = enqueueOne();
        JobId other = enqueueOne(draft().topic(OTHER_TOPIC));
        worker.end(worker.claim(OTHER_TOPIC, 1).get(0), Move.retry(Duration.ofHours(1), FAILURE));
        for (int attempt = 1; attempt <= 150; attempt++) {
            ClaimedJob claimed = worker.claimOne();
            Move.Failure failure = new Move.Failure("E", "m" + attempt, "s");
            worker.end(
                    claimed, attempt < 150 ? Move.retry(Duration.ofSeconds(1), failure) : Move.discard("no", failure));
            stageAll(Duration.ofSeconds(1));
        }
        assertThat(job(id).attempt()).isEqualTo(150);
        assertThat(job(id).errors()).hasSize(100);
        assertThat(job(id).errors().get(0).message()).isEqualTo("m51");
        assertThat(job(id).errors().get(99).message()).isEqualTo("m150");
        assertThat(job(other).errors()).hasSize(1);
    }

    @Test
    void whatNodesLeaveWhenTheyStopCountsToo() {
        store.log().keep(new EventLimits(0, Map.of()));
        JobId id = enqueueOne();
        for (int i = 1; i <= 110; i++) {
            Worker stopping = Worker.register(store);
            assertThat(stopping.claim(1)).hasSize(1);
            store.nodes().unregister(stopping.node());
        }
        assertThat(attempts(id)).isEqualTo(100);
        assertThat(job(id).attempt()).isZero();
        assertThat(job(id).fence()).isEqualTo(110);
    }

    /** Whatever adds events: launches, operators, what took a job's place. */
    @Test
    void eventsThatNobodySaidAreCutToo() {
        store.log().keep(new EventLimits(20, Map.of()));
        JobId id = enqueueOne();
        int runs = 0;
        long left;
        do {
            ClaimedJob claimed = worker.claimOne();
            assertThat(worker.launch(claimed)).isTrue();
            worker.end(claimed, Move.snooze(Duration.ofHours(1)));
            store.control().retry(id);
            runs++;
            left = job(id).events().stream()
                    .filter(event -> event.type() == JobEvent.Type.LAUNCHED || event.type() == JobEvent.Type.OPERATOR)
                    .count();
        } while (runs < 30 || (left == 2L * runs && runs < 1_000));
        assertThat(left).isLessThan(2L * runs);
        store.control().cancel(id);
    }

    private long attempts(JobId id) {
        return job(id).events().stream()
                .filter(event -> event.type() == JobEvent.Type.STARTED)
                .count();
    }
}
