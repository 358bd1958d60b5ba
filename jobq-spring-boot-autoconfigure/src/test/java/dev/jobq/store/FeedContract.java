package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobEvent;
import dev.jobq.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The feed of events, followed by cursor. */
abstract class FeedContract extends StoreContract {

    @Test
    void theFeedBeginsWithTheNewest() {
        JobId id = enqueueOne();
        appendNumbers(id, 0, 5);
        List<FeedEvent> feed = store.reader().feed(null, 3);
        assertThat(numbers(feed)).containsExactly(4, 3, 2);
        FeedEvent newest = feed.get(0);
        assertThat(newest.type()).isEqualTo(JobEvent.Type.USER.key());
        assertThat(newest.worker()).isNull();
        assertThat(newest.event().job().id()).isEqualTo(id);
        assertThat(newest.event().job().topic()).isEqualTo(TOPIC);
        assertThat(newest.event().job().type()).isEqualTo(TYPE);
        assertThat(newest.event().type()).isEqualTo(JobEvent.Type.USER);
        assertThat(newest.at()).isEqualTo(newest.event().at());
    }

    @Test
    void afterACursorTheFeedContinuesOldestFirstWithoutGapOrRepeat() {
        JobId id = enqueueOne();
        appendNumbers(id, 0, 3);
        String cursor = store.reader().feed(null, 1).get(0).cursor();
        assertThat(numbers(store.reader().feed(cursor, 10))).isEmpty();
        appendNumbers(id, 3, 13);
        List<Integer> followed = new ArrayList<>();
        List<FeedEvent> page = store.reader().feed(cursor, 4);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(4);
            followed.addAll(numbers(page));
            cursor = page.get(page.size() - 1).cursor();
            page = store.reader().feed(cursor, 4);
        }
        assertThat(followed).isEqualTo(IntStream.range(3, 13).boxed().toList());
    }

    @Test
    void theFeedMixesJobsAndWorkersInTheOrderOfTime() {
        JobId id = enqueueOne();
        store.log().worker(worker.id(), "started", null);
        clock.advance(Duration.ofSeconds(1));
        store.log().append(id, "1");
        clock.advance(Duration.ofSeconds(1));
        store.log().worker(worker.id(), "stopped", null);
        assertThat(store.reader().feed(null, 50))
                .extracting(FeedEvent::type)
                .containsSubsequence("stopped", "user", "started");
    }

    @Test
    void anEmptyFeedIsEmpty() {
        assertThat(store.reader().feed(null, 10)).isEmpty();
    }

    @Test
    void followersOfABusyFeedSeeEveryEventOnce() throws Exception {
        JobId id = enqueueOne();
        appendNumbers(id, -1, 0);
        String[] cursor = {store.reader().feed(null, 1).get(0).cursor()};
        List<Integer> followed = new ArrayList<>();
        AtomicInteger writing = new AtomicInteger(3);
        Threads.together(4, n -> {
            if (n < 3) {
                appendNumbers(id, n * 100, n * 100 + 60);
                writing.decrementAndGet();
            } else {
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            boolean isLast = writing.get() == 0;
                            List<FeedEvent> page = store.reader().feed(cursor[0], 7);
                            followed.addAll(numbers(page));
                            if (!page.isEmpty()) {
                                cursor[0] = page.get(page.size() - 1).cursor();
                            }
                            return isLast && page.isEmpty();
                        });
            }
        });
        assertThat(followed).hasSize(180).doesNotHaveDuplicates();
    }

    private void appendNumbers(JobId id, int from, int to) {
        for (int i = from; i < to; i++) {
            store.log().append(id, Integer.toString(i));
        }
    }

    private static List<Integer> numbers(List<FeedEvent> feed) {
        return feed.stream()
                .map(FeedEvent::event)
                .filter(event -> event != null && event.type() == JobEvent.Type.USER)
                .map(FeedContract::number)
                .toList();
    }

    private static int number(JobEvent event) {
        return Integer.parseInt(event.data().text());
    }
}
