package dev.jobq.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.store.JobStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventHubTests {

    private final AtomicReference<Consumer<List<JobEvent>>> commits = new AtomicReference<>();
    private final EventHub hub = new EventHub(storeThatOnlyCommits());
    private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void everyListenerHearsEverythingInOrder() {
        List<Long> other = Collections.synchronizedList(new ArrayList<>());
        hub.subscribe(event -> heard.add(event.job().id().value()));
        hub.subscribe(event -> other.add(event.job().id().value()));

        for (long i = 1; i <= 2000; i += 2) {
            commit(i, i + 1);
        }
        hub.close();

        List<Long> all = LongStream.rangeClosed(1, 2000).boxed().toList();
        assertThat(heard).isEqualTo(all);
        assertThat(other).isEqualTo(all);
    }

    @Test
    void listenerThatThrowsDisturbsNobody() {
        hub.subscribe(event -> {
            throw new IllegalStateException("listener fails on purpose");
        });
        hub.subscribe(event -> {
            throw new AssertionError("listener fails gravely on purpose");
        });
        hub.subscribe(event -> Thread.currentThread().interrupt());
        hub.subscribe(event -> heard.add(event.job().id().value()));

        commit(1);
        commit(2);
        hub.close();

        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void listenersAreCalledOnTheirOwnDaemonThread() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        hub.subscribe(event -> threads.add(Thread.currentThread()));

        commit(1);
        hub.close();

        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread.getName()).isEqualTo("jobq-events");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void onlyWhatIsCommittedWhileSubscribedIsHeard() {
        commit(1);
        EventHub.Subscription subscription =
                hub.subscribe(event -> heard.add(event.job().id().value()));
        commit(2);
        await().until(() -> heard.size() == 1);
        subscription.close();
        subscription.close();
        commit(3);
        hub.close();

        assertThat(heard).containsExactly(2L);
    }

    @Test
    void withoutListenersThereIsNoThreadAndNothingIsKept() {
        commit(1);
        hub.awaitRoom();

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("jobq-events")))
                .isEmpty();
    }

    @Test
    void committingNeverWaitsForASlowListener() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        hub.subscribe(event -> {
            pass(released);
            heard.add(event.job().id().value());
        });

        assertThat(hub.hasRoom()).isTrue();
        commitMany(EventHub.ROOM + 10);
        assertThat(hub.hasRoom()).isFalse();
        released.countDown();
        hub.close();

        assertThat(heard).hasSize(EventHub.ROOM + 10);
    }

    @Test
    void producersWaitWhileTooMuchIsUnheardAndGoOnWhenThereIsRoom() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        hub.subscribe(event -> pass(released));
        commitMany(EventHub.ROOM);
        CountDownLatch passed = new CountDownLatch(1);
        Thread producer = new Thread(() -> {
            hub.awaitRoom();
            passed.countDown();
        });
        producer.start();

        await().until(() -> producer.getState() == Thread.State.TIMED_WAITING);
        assertThat(passed.getCount()).isOne();
        released.countDown();

        assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void listenerThatHangsHoldsProducersOnlyForAMoment() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        hub.subscribe(event -> pass(released));
        commitMany(EventHub.ROOM);

        long begin = System.nanoTime();
        hub.awaitRoom();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
        released.countDown();
    }

    @Test
    void listenerThatMakesEventsNeverWaitsForRoom() {
        CountDownLatch filled = new CountDownLatch(1);
        hub.subscribe(event -> {
            pass(filled);
            if (heard.size() < 100) {
                hub.awaitRoom();
            }
            heard.add(event.job().id().value());
        });
        commitMany(EventHub.ROOM + 100);

        long begin = System.nanoTime();
        filled.countDown();
        hub.close();

        assertThat(heard).hasSize(EventHub.ROOM + 100);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void closedHubTakesNoListenerAndTellsNothing() {
        hub.subscribe(event -> heard.add(event.job().id().value()));
        hub.close();
        hub.close();
        commit(1);

        assertThat(heard).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> hub.subscribe(event -> {}));
    }

    @Test
    void listenerMayCloseTheHub() {
        hub.subscribe(event -> {
            hub.close();
            heard.add(event.job().id().value());
        });

        commit(1, 2);

        await().until(() -> heard.equals(List.of(1L, 2L)));
    }

    private void commit(long... ids) {
        commits.get().accept(LongStream.of(ids).mapToObj(EventHubTests::event).toList());
    }

    private void commitMany(int count) {
        commits.get()
                .accept(LongStream.rangeClosed(1, count)
                        .mapToObj(EventHubTests::event)
                        .toList());
    }

    private static JobEvent event(long id) {
        return new JobEvent(
                0, new JobRef(new JobId(id), "topic", "type"), JobEvent.Type.COMPLETED, Instant.EPOCH, null, null);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private JobStore storeThatOnlyCommits() {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("onCommit")) {
                        throw new AssertionError("unexpected call of " + method);
                    }
                    @SuppressWarnings("unchecked")
                    Consumer<List<JobEvent>> listener = (Consumer<List<JobEvent>>) arguments[0];
                    commits.set(listener);
                    return null;
                });
    }
}
