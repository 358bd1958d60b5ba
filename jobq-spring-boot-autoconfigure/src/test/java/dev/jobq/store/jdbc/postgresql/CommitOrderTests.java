package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.jdbc.CommitListeners;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitOrderTests {

    private final List<Long> told = new ArrayList<>();
    private final CommitListeners listeners = new CommitListeners();
    private final CommitOrder order = new CommitOrder(listeners);

    @BeforeEach
    void listen() {
        listeners.add(
                events -> events.forEach(event -> told.add(event.job().id().value())));
    }

    @Test
    void whatEnteredFirstIsToldFirst() {
        CommitOrder.Place first = order.enter();
        CommitOrder.Place second = order.enter();
        CommitOrder.Place third = order.enter();
        order.leave(third, event(3));
        order.leave(second, event(2));
        assertThat(told).isEmpty();
        order.leave(first, event(1));
        assertThat(told).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRollbackHoldsNobodyBackAndTellsNothing() {
        CommitOrder.Place first = order.enter();
        CommitOrder.Place second = order.enter();
        order.leave(first, List.of());
        order.leave(second, event(2));
        assertThat(told).containsExactly(2L);
    }

    @Test
    void aCommitThatHangsIsOvertakenAndToldLater() {
        CommitOrder.Place hanging = order.enter();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            order.leave(order.enter(), event(2));
            return !told.isEmpty();
        });
        assertThat(told).containsOnly(2L);
        order.leave(hanging, event(1));
        assertThat(told.get(told.size() - 1)).isEqualTo(1);
        order.leave(order.enter(), event(3));
        assertThat(told.get(told.size() - 1)).isEqualTo(3);
    }

    private static List<JobEvent> event(long job) {
        JobRef ref = new JobRef(new JobId(job), "emails", "welcome");
        return List.of(new JobEvent(0, ref, JobEvent.Type.CREATED, Instant.EPOCH, null, null));
    }
}
