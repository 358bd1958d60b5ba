package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.TopicControl.Change;
import dev.jobq.store.TopicControl.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators say where several processes and the application's transactions are. */
@Timeout(60)
abstract class SharedTopicControlContract extends StoreContract {

    private static final Change PAUSE = new Change(TOPIC, null, TopicControl.PAUSED, "true", "pause", "ada");

    @Test
    void otherProcessesSeeIt() {
        JobStore second = open();
        store.topicControl().change(PAUSE);
        assertThat(second.topicControl().version()).isEqualTo(1);
        assertThat(second.topicControl().read()).isEqualTo(store.topicControl().read());
        assertThat(second.topicControl().read().isPaused(TOPIC, null)).isTrue();
    }

    @Test
    void itOutlivesTheProcess() {
        store.topicControl().change(PAUSE);
        store.close();
        assertThat(open().topicControl().read().isPaused(TOPIC, null)).isTrue();
    }

    @Test
    void changesOfManyProcessesAtOnceEachGetAVersionOfTheirOwn() throws Exception {
        JobStore second = open();
        Threads.together(4, n -> {
            for (int i = 0; i < 10; i++) {
                (n % 2 == 0 ? store : second)
                        .topicControl()
                        .change(new Change(
                                TOPIC,
                                null,
                                TopicControl.CONCURRENCY,
                                Integer.toString(n * 10 + i),
                                "concurrency",
                                null));
            }
        });
        assertThat(store.topicControl().version()).isEqualTo(40);
    }

    @Test
    void insideATransactionItHoldsFromTheCommitOn() throws Exception {
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        AtomicInteger told = new AtomicInteger();
        inside.topicControl().onChange(told::incrementAndGet);
        transactions.rollback(() -> inside.topicControl().change(PAUSE));
        assertThat(store.topicControl().read().entries()).isEmpty();

        long version = transactions.commit(() -> {
            long paused = inside.topicControl().change(PAUSE).version();
            assertThat(inside.topicControl().read().isPaused(TOPIC, null)).isTrue();
            assertThat(store.topicControl().read().isPaused(TOPIC, null)).isFalse();
            assertThat(store.topicControl().progress(TOPIC, null, paused)).isEqualTo(Progress.UNCOMMITTED);
            return paused;
        });
        assertThat(store.topicControl().read().isPaused(TOPIC, null)).isTrue();
        store.topicControl().seen(worker.node(), version);
        assertThat(store.topicControl().progress(TOPIC, null, version)).isEqualTo(Progress.IDLE);
        assertThat(told).hasValue(0);
    }
}
