package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import dev.jobq.store.Upkeep.Staged;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that the database does not let move holds up no other when jobs are due. */
abstract class RefusedMoveContract extends StoreContract {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private Refusals database;

    @BeforeEach
    void reach() {
        database = Refusals.on(fixture());
    }

    @AfterEach
    void allow() throws Exception {
        database.allow();
    }

    @Test
    void jobsBehindOneThatCannotBeStagedAreStaged() throws Exception {
        List<JobId> ids = enqueue(draft().delay(WAIT), draft().delay(WAIT.multipliedBy(2)), draft().delay(WAIT));
        database.refuse("ready", ids.get(0));
        clock.advance(Duration.ofSeconds(3));

        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(2, null));
        assertThat(statuses(ids)).containsExactly(JobStatus.SCHEDULED, JobStatus.AVAILABLE, JobStatus.AVAILABLE);

        JobId later = enqueueOne(draft().delay(WAIT));
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(0, WAIT));
        clock.advance(WAIT);
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(1, null));
        assertThat(status(later)).isEqualTo(JobStatus.AVAILABLE);
        assertDepthsAreExact();
    }

    @Test
    void oneThatCouldNotBeStagedIsTriedAgain() throws Exception {
        JobId id = enqueueOne(draft().delay(WAIT));
        database.refuse("ready", id);
        for (int minute = 0; minute < 5; minute++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(store.upkeep().stage(10).jobs()).isZero();
        }
        database.allow();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.upkeep().stage(10)).isEqualTo(new Staged(1, null));
        assertThat(Worker.idOf(worker.claimOne())).isEqualTo(id);
        assertDepthsAreExact();
    }

    @Test
    void someAmongManyHoldUpNoneOfThem() throws Exception {
        int many = 1_100;
        List<JobId> ids = store.intake()
                .insert(Collections.nCopies(many, draft().delay(WAIT).build()));
        database.refuse("ready", ids.get(0), ids.get(1), ids.get(777), ids.get(many - 1));
        clock.advance(WAIT);

        assertThat(store.upkeep().stage(2 * many)).isEqualTo(new Staged(many - 4, null));
        assertThat(depth(JobStatus.SCHEDULED)).isEqualTo(4);
        assertDepthsAreExact();
    }

    @Test
    void ifNoneCanBeStagedThatIsAFailure() throws Exception {
        List<JobId> ids = store.intake()
                .insert(Collections.nCopies(60, draft().delay(WAIT).build()));
        database.refuse("ready", ids.toArray(JobId[]::new));
        clock.advance(WAIT);
        assertThatThrownBy(() -> store.upkeep().stage(100)).isInstanceOf(StoreException.class);

        database.allow();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.upkeep().stage(100)).isEqualTo(new Staged(60, null));
        assertDepthsAreExact();
    }

    private List<JobStatus> statuses(List<JobId> ids) {
        return ids.stream().map(this::status).toList();
    }
}
