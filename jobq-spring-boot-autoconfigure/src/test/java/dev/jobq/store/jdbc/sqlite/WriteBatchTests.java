package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobStatus;
import dev.jobq.StoreException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations that share a transaction. */
@Timeout(60)
class WriteBatchTests extends WriterFixture {

    @Test
    void manyCallersShareOneCommit() throws Exception {
        List<Integer> seenByOthers = Collections.synchronizedList(new ArrayList<>());
        List<Future<Long>> all = queued(20, n -> session -> {
            seenByOthers.add(rows().size());
            return insert(n).run(session);
        });
        for (Future<Long> one : all) {
            one.get();
        }
        assertThat(rows()).hasSize(20);
        // One commit, or a few on a machine so slow that the first was cut short; each alone would have shown 20
        // numbers.
        assertThat(seenByOthers).hasSize(20);
        assertThat(new HashSet<>(seenByOthers))
                .as("rows committed while each ran")
                .hasSizeLessThan(10);
    }

    @Test
    void aFailureUndoesItsOwnOperationAndNoOther() throws Exception {
        List<Future<Long>> all = queued(9, n -> session -> {
            Long changes = insert(n).run(session);
            if (n % 3 == 0) {
                throw new JobNotFoundException(new JobId(1));
            }
            return changes;
        });
        for (int n = 0; n < all.size(); n++) {
            Future<Long> one = all.get(n);
            if (n % 3 == 0) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(JobNotFoundException.class);
            } else {
                one.get();
            }
        }
        assertThat(rows()).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }

    @Test
    void whatFailsBeforeItChangesAnythingHasNobodyRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<Future<Long>> all = queued(9, n -> session -> {
            runs.incrementAndGet();
            if (n % 3 == 0) {
                throw new JobNotFoundException(new JobId(1));
            }
            return insert(n).run(session);
        });
        for (int n = 0; n < all.size(); n++) {
            Future<Long> one = all.get(n);
            if (n % 3 == 0) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(JobNotFoundException.class);
            } else {
                one.get();
            }
        }
        assertThat(runs).hasValue(9);
        assertThat(rows()).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }

    @Test
    void aStatementThatFailsUnnoticedByItsOperationLosesNobodysWork() throws Exception {
        writer.write(insert(100));
        List<Future<Long>> all = queued(5, n -> session -> {
            if (n == 2) {
                assertThatThrownBy(() -> insert(100).run(session)).isInstanceOf(SQLException.class);
            }
            return insert(n).run(session);
        });
        for (Future<Long> one : all) {
            one.get();
        }
        assertThat(rows()).containsExactly(0L, 1L, 2L, 3L, 4L, 100L);
    }

    @Test
    void aViolatedConstraintIsTheCallersAlone() throws Exception {
        writer.write(insert(3));
        List<Future<Long>> all = queued(6, n -> session -> {
            insert(n + 100).run(session);
            return insert(n).run(session);
        });
        for (int n = 0; n < 6; n++) {
            Future<Long> one = all.get(n);
            if (n == 3) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(StoreException.class);
            } else {
                one.get();
            }
        }
        assertThat(rows()).hasSize(11).doesNotContain(103L);
    }

    @Test
    void anErrorInAnOperationReachesItsCallerAndTheWriterGoesOn() {
        assertThatThrownBy(() -> writer.write(session -> {
                    throw new AssertionError("broken");
                }))
                .isInstanceOf(AssertionError.class);
        writer.write(insert(1));
        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void whenTheTransactionIsLostAllOfItsOperationsFail() throws Exception {
        // A rollback under the writer's feet is what SQLite does by itself when the disk is full.
        List<Future<Long>> all = queued(5, n -> session -> {
            Long changes = insert(n).run(session);
            if (n == 3) {
                try (Statement statement = session.connection().createStatement()) {
                    statement.execute("ROLLBACK");
                }
            }
            return changes;
        });
        List<Long> failed = new ArrayList<>();
        for (int n = 0; n < all.size(); n++) {
            try {
                all.get(n).get();
            } catch (ExecutionException ex) {
                assertThat(ex).hasCauseInstanceOf(StoreException.class);
                failed.add((long) n);
            }
        }
        assertThat(failed).contains(3L);
        assertThat(rows()).doesNotContainAnyElementsOf(failed).hasSize(5 - failed.size());
        writer.write(insert(50));
        assertThat(rows()).contains(50L);
    }

    @Test
    void aFailedOperationLeavesNoDepthBehind() {
        assertThatThrownBy(() -> writer.write(session -> {
                    session.depth("emails", JobStatus.AVAILABLE, 1);
                    throw new JobNotFoundException(new JobId(1));
                }))
                .isInstanceOf(JobNotFoundException.class);
        // There is no table of counters here: flushing anything would fail.
        writer.write(insert(1));
        assertThat(rows()).containsExactly(1L);
    }
}
