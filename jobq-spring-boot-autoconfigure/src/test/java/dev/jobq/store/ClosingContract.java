package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.QueueClosedException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The end of a store. */
abstract class ClosingContract extends StoreContract {

    @Test
    void closingTwiceIsSilent() {
        store.close();
        assertThatCode(store::close).doesNotThrowAnyException();
    }

    @TestFactory
    Stream<DynamicTest> everyUseAfterCloseIsAClearError() {
        JobId id = enqueueOne();
        store.close();
        return Stream.of(
                refused("insert", () -> store.intake().insert(many(1))),
                refused("trade", () -> worker.claim(1)),
                refused("launched", () -> store.exchange().launched(id, 1)),
                refused("register", () -> Worker.register(store)),
                refused("renew", () -> store.nodes().renew(worker.node(), null)),
                refused("rescue", () -> store.nodes().rescue(worker.node(), Leases.TRUSTED)),
                refused("stage", () -> store.upkeep().stage(1)),
                refused("purge", () -> store.upkeep().purge(TOPIC, JobStatus.COMPLETED, Duration.ZERO, 1)),
                refused("cancel", () -> store.control().cancel(id)),
                refused("retry", () -> store.control().retry(id)),
                refused("delete", () -> store.control().delete(id)),
                refused("append", () -> store.log().append(id, "1")),
                refused("get", () -> store.reader().get(id)),
                refused("list", () -> store.reader().list(all(), 1)),
                refused("depths", () -> store.reader().depths()),
                refused("workers", () -> store.reader().workers()),
                refused("feed", () -> store.reader().feed(null, 1)),
                refused("topics", () -> store.topics().register(List.of("late"))));
    }

    @Test
    void closingWhileOthersWriteEndsTheirWritesClearly() throws Exception {
        Threads.together(3, n -> {
            if (n == 0) {
                store.intake().insert(many(1));
                store.close();
            } else {
                assertThatThrownBy(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                store.intake().insert(many(1));
                            }
                        })
                        .isInstanceOf(QueueClosedException.class);
            }
        });
    }

    private static DynamicTest refused(String name, ThrowingCallable use) {
        return DynamicTest.dynamicTest(name, () -> assertThatThrownBy(use).isInstanceOf(QueueClosedException.class));
    }
}
