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
    void aTopicThatWasToldNothingHasNoRules() {
        assertThat(store.topics().rules("unheard of")).isEqualTo(TopicRules.of("unheard of"));
        assertThat(store.topics().rules(TOPIC).order()).isEqualTo(TopicRules.Order.PRIORITY);
        assertThat(store.topics().rules(TOPIC).maxQueued()).isNull();
    }

    @Test
    void theLastDeclarationHoldsAtOnceForWhoMadeIt() {
        TopicRules strict = TopicRules.of(TOPIC).order(TopicRules.Order.FIFO).maxQueued(7);
        store.topics().declare(List.of(strict, TopicRules.of("new").order(TopicRules.Order.TIME)));
        assertThat(store.topics().rules(TOPIC)).isEqualTo(strict);
        assertThat(store.topics().rules("new").order()).isEqualTo(TopicRules.Order.TIME);
        assertThat(store.topics().isKnown("new")).isTrue();

        store.topics().declare(List.of(TopicRules.of(TOPIC)));
        assertThat(store.topics().rules(TOPIC)).isEqualTo(TopicRules.of(TOPIC));
        assertThat(store.topics().rules("new").order()).isEqualTo(TopicRules.Order.TIME);
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
