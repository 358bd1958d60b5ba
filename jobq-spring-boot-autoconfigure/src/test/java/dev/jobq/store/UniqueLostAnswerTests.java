package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.StoreSettings.SchemaMode;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An enqueue that took effect although its answer was lost, and is tried again. */
class UniqueLostAnswerTests {

    private static final LossyDataSource DATABASE = new LossyDataSource(TestPostgres.create("unique_lost"));
    private static final AtomicInteger SYSTEMS = new AtomicInteger();

    private final String system = "lost" + SYSTEMS.incrementAndGet();
    private final JobStore store = PostgresJobStore.open(
            DATABASE.dataSource(),
            true,
            new StoreSettings(system, SchemaMode.CREATE, StoreContract.SELF, StoreContract.codec(), new MovableClock()),
            CallerTransaction.NONE);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aJobWithAUniqueKeyIsThereOnce() {
        List<JobDraft> drafts = List.of(draft().key("k").build());
        DATABASE.loseCommitOf("INTO " + system + "_job");
        assertThatThrownBy(() -> store.intake().admit(drafts)).isInstanceOf(StoreUnavailableException.class);
        assertThat(DATABASE.hasLost()).isTrue();
        EnqueueResult again = store.intake().admit(drafts).get(0);
        assertThat(again.kind()).isEqualTo(EnqueueResult.Kind.EXISTING);
        assertThat(ids()).containsExactly(again.id());
    }

    @Test
    void severalWithUniqueKeysAreThereOnce() {
        List<JobDraft> drafts =
                List.of(draft().key("a").build(), draft().key("b").build());
        DATABASE.loseCommitOf("INTO " + system + "_job");
        assertThatThrownBy(() -> store.intake().admit(drafts)).isInstanceOf(StoreUnavailableException.class);
        List<EnqueueResult> again = store.intake().admit(drafts);
        assertThat(again).extracting(EnqueueResult::kind).containsOnly(EnqueueResult.Kind.EXISTING);
        assertThat(ids())
                .containsExactlyInAnyOrderElementsOf(
                        again.stream().map(EnqueueResult::id).toList());
    }

    private List<JobId> ids() {
        return store.reader().list(new Filter(null, null, null, null), 10).jobs().stream()
                .map(dev.jobq.Job::id)
                .toList();
    }
}
