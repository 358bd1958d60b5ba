package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidJobException;
import dev.jobq.JobSerializationException;
import dev.jobq.JobTypes;
import dev.jobq.NewJob;
import dev.jobq.UnknownJobTypeException;
import dev.jobq.UnknownTopicException;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.JobDraft;
import dev.jobq.store.TopicRegistry;
import dev.jobq.store.TopicRules;
import dev.jobq.store.TopicRules.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobDrafterTests {

    private final FixedTypes types = new FixedTypes();
    private final FixedTopics topics = new FixedTopics("stored");
    private final JobDrafter drafter = drafter(true);

    @Test
    void payloadsClassTellsTopicTypeAndPriority() {
        JobDraft draft = drafter.draft(NewJob.of(new Welcome("ada")));

        assertThat(draft)
                .isEqualTo(new JobDraft(
                        "emails", "Welcome", "{\"to\":\"ada\"}", 4, JobDraft.Start.NOW, JobDraft.Limits.NONE));
    }

    @Test
    void jobsOwnValuesComeFirst() {
        JobDraft draft = drafter.draft(NewJob.of(new Welcome("ada"))
                .type("Farewell")
                .priority(-2)
                .maxAttempts(3)
                .timeout(Duration.ofSeconds(9))
                .delay(Duration.ofMinutes(1)));

        assertThat(draft.type()).isEqualTo("Farewell");
        assertThat(draft.priority()).isEqualTo(-2);
        assertThat(draft.limits()).isEqualTo(new JobDraft.Limits(3, Duration.ofSeconds(9)));
        assertThat(draft.start()).isEqualTo(new JobDraft.Start(null, Duration.ofMinutes(1)));
    }

    @Test
    void aPriorityInATopicOfAnotherOrderIsRefused() {
        for (Order order : List.of(Order.TIME, Order.KEY, Order.FIFO)) {
            topics.declare(List.of(TopicRules.of("emails").order(order)));
            assertThatExceptionOfType(InvalidJobException.class)
                    .isThrownBy(
                            () -> drafter.draft(NewJob.of(new Welcome("ada")).priority(7)))
                    .withMessageContaining("priority 7")
                    .withMessageContaining("'emails', whose order is '%s'".formatted(order.key()))
                    .withMessageContaining("jobq.topics.emails.order");
            assertThat(drafter.draft(NewJob.of(new Welcome("ada")).priority(0)).priority())
                    .isZero();
        }
    }

    @Test
    void attemptsAndTimeoutThatTheHandlerSaysAreLeftToTheWorker() {
        assertThat(drafter.draft(NewJob.of(new Welcome("ada"))).limits()).isEqualTo(JobDraft.Limits.NONE);
    }

    @Test
    void topicKnownOnlyToTheStorePasses() {
        assertThat(drafter.draft(NewJob.of("stored", null)).payload()).isEqualTo("null");
    }

    @Test
    void unknownTopicNamesTheNearestAndWhatToDo() {
        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("emial", "x")))
                .withMessageContainingAll(
                        "'emial'", "Known topics: emails, stored", "@JobHandler", "jobq.topics.emial");
    }

    @Test
    void anyTopicPassesWhereTopicsNeedNotBeKnown() {
        assertThat(drafter(false).draft(NewJob.of("new", 1)).topic()).isEqualTo("new");
    }

    @Test
    void payloadThatNothingKnowsIsRefused() {
        assertThatExceptionOfType(UnknownJobTypeException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of(List.of(1))))
                .withMessageContainingAll("java.util.ImmutableCollections", "@JobHandler", "@JobType");
    }

    @Test
    void typeThatThisProcessDoesNotHandleIsRefusedInATopicThatItHandles() {
        assertThatExceptionOfType(UnknownJobTypeException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("emails", 1).type("Welcom")))
                .withMessageContainingAll("'Welcom'", "'emails'", "Farewell, Welcome");
    }

    @Test
    void anyTypePassesInATopicThatOthersHandle() {
        assertThat(drafter.draft(NewJob.of("stored", 1).type("whatever")).type())
                .isEqualTo("whatever");
    }

    @Test
    void longPayloadIsRefusedBySizeInBytes() {
        String limit = "x".repeat(Admission.DEFAULT_MAX_PAYLOAD_BYTES - 2);
        assertThat(drafter.draft(NewJob.of("stored", limit)).payload()).hasSize(Admission.DEFAULT_MAX_PAYLOAD_BYTES);

        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("stored", limit + "x")))
                .withMessageContainingAll("'stored'", "1048577 bytes", "at most 1048576");
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("stored", "é".repeat(524_288))))
                .withMessageContaining("1048578 bytes");
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("stored", "x".repeat(10 << 20))))
                .withMessageContaining("10485762 bytes");
    }

    @Test
    void nothingButASaneJobPasses() {
        assertInvalid(null);
        assertInvalid(NewJob.of("stored", 1).runAt(Instant.MAX));
        assertInvalid(NewJob.of("stored", 1).runAt(Instant.MIN));
        assertInvalid(NewJob.of("stored", 1).delay(Duration.ofSeconds(Long.MAX_VALUE)));
        assertInvalid(NewJob.of("stored", 1).timeout(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThatExceptionOfType(JobSerializationException.class)
                .isThrownBy(() -> drafter.draft(NewJob.of("stored", Map.of("a", "\0"))))
                .withMessageContaining("'/a'");
    }

    @Test
    void aDeadlineIsKeptAndMustBeAfterTheRunTime() {
        Instant deadline = Instant.parse("2026-11-24T12:00:00Z");
        NewJob job = NewJob.of(new Welcome("ada"))
                .timeout(Duration.ofSeconds(9))
                .deadline(deadline)
                .maxAttempts(2);

        assertThat(drafter.draft(job).terms()).isEqualTo(new JobDraft.Terms(null, deadline));
        assertThat(drafter.draft(job.runAt(deadline.minusSeconds(1))).terms().deadline())
                .isEqualTo(deadline);
        assertThat(drafter.draft(NewJob.of(new Welcome("ada"))).terms()).isSameAs(JobDraft.Terms.NONE);
        assertInvalid(job.runAt(deadline));
        assertInvalid(job.deadline(Instant.MAX));
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> drafter.draftHeld(job))
                .withMessageContaining("deadline 2026-11-24T12:00:00Z");
    }

    @Test
    void runTimeInThePastIsKept() {
        Instant past = Instant.parse("1999-12-31T23:59:59Z");

        assertThat(drafter.draft(NewJob.of("stored", 1).runAt(past)).start()).isEqualTo(new JobDraft.Start(past, null));
    }

    @Test
    void unknownTopicsAreRememberedOnce() {
        KnownTopics known = new KnownTopics(types, topics, false);

        known.remember(Set.of("stored"));
        assertThat(topics.registrations).isZero();
        known.remember(Set.of("stored", "new"));
        known.remember(Set.of("new"));

        assertThat(topics.registrations).isOne();
        assertThat(topics.names()).containsExactly("new", "stored");
    }

    @Test
    void distanceCountsChangedAddedAndMissingLetters() {
        assertThat(KnownTopics.distance("emails", "emails")).isZero();
        assertThat(KnownTopics.distance("emial", "emails")).isEqualTo(3);
        assertThat(KnownTopics.distance("", "abc")).isEqualTo(3);
        assertThat(KnownTopics.distance("kitten", "sitting")).isEqualTo(3);
    }

    private void assertInvalid(@Nullable NewJob job) {
        assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> drafter.draft(job));
    }

    private JobDrafter drafter(boolean isStrict) {
        return new JobDrafter(
                types,
                new KnownTopics(types, topics, isStrict),
                new JacksonJsonCodec(),
                Admission.DEFAULT_MAX_PAYLOAD_BYTES);
    }

    record Welcome(String to) {}

    private static final class FixedTypes implements JobTypes {

        private static final Options OPTIONS = new Options(4, 7, Duration.ofSeconds(5));

        @Override
        public Optional<Route> routeOf(Class<?> payloadType) {
            return payloadType == Welcome.class
                    ? Optional.of(new Route("emails", "Welcome", OPTIONS))
                    : Optional.empty();
        }

        @Override
        public Route routeOf(String topic, @Nullable String type, @Nullable Class<?> payloadType) {
            return new Route(topic, type == null ? "default" : type, topic.equals("emails") ? OPTIONS : Options.NONE);
        }

        @Override
        public Set<String> handledTypes(String topic) {
            return topic.equals("emails") ? Set.of("Welcome", "Farewell") : Set.of();
        }

        @Override
        public Set<String> topics() {
            return Set.of("emails");
        }
    }

    private static final class FixedTopics implements TopicRegistry {

        private final Set<String> names = new TreeSet<>();
        private final Map<String, TopicRules> rules = new HashMap<>();
        private int registrations;

        FixedTopics(String... names) {
            this.names.addAll(List.of(names));
        }

        @Override
        public void register(Collection<String> topics) {
            registrations++;
            names.addAll(topics);
        }

        @Override
        public boolean isKnown(String topic) {
            return names.contains(topic);
        }

        @Override
        public void declare(Collection<TopicRules> declared) {
            declared.forEach(told -> rules.put(told.topic(), told));
        }

        @Override
        public TopicRules rules(String topic) {
            return rules.getOrDefault(topic, TopicRules.of(topic));
        }

        @Override
        public Set<String> names() {
            return names;
        }
    }
}
