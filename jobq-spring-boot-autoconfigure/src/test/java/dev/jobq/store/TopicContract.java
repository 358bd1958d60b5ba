package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The topics that a store knows. */
abstract class TopicContract extends StoreContract {

    @Test
    void registeredTopicsAreKnownSortedAndOnce() {
        store.topics().register(List.of("zebra", "ant", TOPIC, "Über"));
        store.topics().register(List.of("ant", "zebra"));
        store.topics().register(List.of());
        assertThat(store.topics().names()).containsExactlyInAnyOrder(TOPIC, OTHER_TOPIC, "ant", "zebra", "Über");
        assertThat(List.copyOf(store.topics().names())).isSorted();
        assertThat(store.topics().isKnown("ant")).isTrue();
        assertThat(store.topics().isKnown("Ant")).isFalse();
        assertThat(store.topics().isKnown("")).isFalse();
    }

    @Test
    void topicsMayBeRegisteredByManyAtOnce() throws Exception {
        Threads.together(6, n -> {
            for (int i = 0; i < 10; i++) {
                store.topics().register(List.of("b" + i, "a" + i, "c" + (n % 2)));
            }
        });
        assertThat(store.topics().names()).hasSize(2 + 10 + 10 + 2);
    }
}
