package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hints of other processes' changes. */
abstract class SignalContract extends StoreContract {

    private final Heard heard = new Heard();
    private JobStore second;
    private StoreSignals.Subscription subscription;

    @BeforeEach
    void listen() {
        second = open();
        subscription = store.signals().listen(heard);
        // A subscription may take a moment to be in force: repeat until the first hint comes, then forget all.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    second.intake().insert(List.of(draft().topic(OTHER_TOPIC).build()));
                    return heard.available.poll(200, TimeUnit.MILLISECONDS) != null;
                });
    }

    @Test
    void whetherOthersAreHeardIsMeasured() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> store.signals().hearing().delay() != null);
        assertThat(store.signals().hearing().state()).isEqualTo(StoreSignals.Hearing.State.HEARD);
        assertThat(second.signals().hearing()).isEqualTo(StoreSignals.Hearing.OFF);
    }

    @Test
    void anInsertOfAnotherStoreIsHeard() {
        second.intake().insert(many(1));
        assertHeardAvailable();
    }

    @Test
    void aScheduledInsertOfAnotherStoreIsHeard() {
        heard.forget();
        second.intake().insert(List.of(draft().delay(Duration.ofMillis(500)).build()));
        assertHeardAvailable();
    }

    @Test
    void theCancelOfARunningJobByAnotherStoreIsHeard() {
        JobId id = enqueueOne(draft().priority(9));
        worker.claimOne();
        heard.forget();
        second.control().cancel(id);
        assertThat(heard.awaitInterrupted()).isTrue();
        assertThat(store.nodes().look(worker.node()).cancelled().keySet()).containsExactly(id);
    }

    @Test
    void theDeletionOfARunningJobByAnotherStoreIsHeard() {
        JobId id = enqueueOne(draft().priority(9));
        worker.claimOne();
        heard.forget();
        second.control().delete(id);
        assertThat(heard.awaitInterrupted()).isTrue();
    }

    @Test
    void theEndOfAJobInAnotherStoreIsHeardWhileSomebodyListensForEnds() {
        JobId id = enqueueOne();
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        StoreSignals.Subscription forEnds =
                second.signals().listenForEnds(job -> ended.add(job == null ? Heard.ANY : job.toString()));
        // It may take a moment until others know that somebody listens.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    store.control().cancel(enqueueOne(draft().priority(-9)));
                    return ended.poll(200, TimeUnit.MILLISECONDS) != null;
                });
        ended.clear();
        ClaimedJob claimed = worker.claimOne();
        assertThat(Worker.idOf(claimed)).isEqualTo(id);
        worker.end(claimed, Move.completed("1"));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            String told = ended.poll();
            return told != null && (told.equals(id.toString()) || told.equals(Heard.ANY));
        });
        forEnds.close();
        forEnds.close();
    }

    /** By what workers look for it: they wait for nothing else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "paused; true",
                "paused;",
                "concurrency; 2",
                "concurrency;",
                "limits; \"rate-limit=1/1h\"",
                "limits;"
            })
    void whatAnOperatorSaysInAnotherStoreIsHeard(String setting, String value) {
        long before = store.topicControl().version();
        heard.forget();
        second.topicControl().change(new TopicControl.Change(TOPIC, null, setting, value, "test", "ada"));
        assertThat(heard.awaitInterrupted()).isTrue();
        assertThat(store.topicControl().version()).isGreaterThan(before);
    }

    @Test
    void whoHasAllWorkersLookIsHeard() {
        heard.forget();
        second.topicControl().wake(TOPIC);
        assertHeardAvailable();
        assertThat(heard.awaitInterrupted()).isTrue();
    }

    @Test
    void aRetryByAnotherStoreIsHeard() {
        JobId id = jobIn(dev.jobq.JobStatus.DISCARDED);
        heard.forget();
        second.control().retry(id);
        assertHeardAvailable();
    }

    @Test
    void aClosedSubscriptionHearsNothing() throws Exception {
        subscription.close();
        subscription.close();
        Heard other = new Heard();
        try (StoreSignals.Subscription open = store.signals().listen(other)) {
            Objects.requireNonNull(open);
            heard.forget();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                second.intake().insert(many(1));
                return other.available.poll(100, TimeUnit.MILLISECONDS) != null;
            });
        }
        assertThat(heard.available).isEmpty();
    }

    private void assertHeardAvailable() {
        String topic = heard.awaitAvailable();
        assertThat(topic).isIn(TOPIC, OTHER_TOPIC, Heard.ANY);
    }

    private static final class Heard implements StoreSignals.Listener {

        static final String ANY = "*";

        private final BlockingQueue<String> available = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();

        @Override
        public void available(String topic) {
            available.add(topic == null ? ANY : topic);
        }

        @Override
        public void interrupted() {
            interrupted.add(ANY);
        }

        void forget() {
            available.clear();
            interrupted.clear();
        }

        String awaitAvailable() {
            return Awaitility.await().atMost(Duration.ofSeconds(10)).until(available::poll, Objects::nonNull);
        }

        boolean awaitInterrupted() {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(interrupted::poll, Objects::nonNull);
            return true;
        }
    }
}
