package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidQueryException;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.query.QueryParser;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what polls look for jobs that the application drives itself. */
abstract class PollContract extends StoreContract {

    @Test
    void aPollLooksAtNoOtherThanWhatItsQueryFixes() {
        for (int i = 0; i < 30; i++) {
            create(OTHER_TOPIC, List.of("NEW"));
            create(TOPIC, List.of("OLD"));
        }
        JobId mine = create(TOPIC, List.of("NEW"));
        JobId none = create(TOPIC, null);
        assertThat(looks(
                        JobQuery.where("payload.n")
                                .is(1)
                                .and("state[0]")
                                .is("NEW")
                                .and("topic")
                                .is(TOPIC),
                        mine))
                .isOne();
        assertThat(looks(
                        JobQuery.where("payload.n")
                                .is(1)
                                .and("topic")
                                .is(TOPIC)
                                .and("state")
                                .is(List.of("NEW")),
                        mine))
                .isOne();
        assertThat(looks(JobQuery.where("payload.n").is(1).and("state").is(null), none))
                .isOne();
        assertThat(looks(
                        JobQuery.where("payload.n")
                                .is(1)
                                .and("topic")
                                .is(TOPIC)
                                .and("state")
                                .is(null),
                        none))
                .isOne();
        assertThat(looks(JobQuery.where("payload.n").is(1).and("id").is(mine), mine))
                .isOne();
    }

    /** How many jobs a poll looks at, which must find this one and leaves it in its state. */
    private int looks(JobQuery query, JobId expected) {
        AtomicInteger looks = new AtomicInteger();
        Selection counting = Selection.of(query, new HeardCodec(codec(), json -> {
            if (json.equals("{\"n\":1}")) {
                looks.incrementAndGet();
            }
        }));
        State same = State.ofJson(job(expected).state().text(), codec());
        assertThat(store.states().poll(counting, same)).map(Job::id).contains(expected);
        return looks.get();
    }

    @Test
    void aPollByIdMeansHeldJobsThatMatch() {
        JobId held = create("A");
        JobId available = enqueueOne();
        assertThat(poll(JobQuery.where("id").is(available), "B")).isEmpty();
        assertThat(poll(JobQuery.where("id").is(held.value() + 100), "B")).isEmpty();
        assertThat(poll(JobQuery.where("id").is(held).and("state").is("B"), "B"))
                .isEmpty();
        assertThat(poll(JobQuery.where("id").is(held).and("touched").before(now().minusSeconds(1)), "B"))
                .isEmpty();
        assertThat(poll(JobQuery.where("id").is(held).and("state").is("A"), "B"))
                .map(Job::id)
                .contains(held);
    }

    @Test
    void statesOfOneTopicGoRoundAmongThemselves() {
        List<JobId> made = List.of(create(List.of("A", 1)), create(List.of("A", 1)), create(List.of("A", 1)));
        create(OTHER_TOPIC, List.of("A", 1));
        for (JobQuery query : List.of(
                JobQuery.where("state[0]").is("A").and("topic").is(TOPIC),
                JobQuery.where("state").is(List.of("A", 1)).and("topic").is(TOPIC))) {
            List<JobId> polled = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                polled.add(poll(query, List.of("A", 1)).orElseThrow().id());
            }
            assertThat(polled).startsWith(made.toArray(JobId[]::new)).endsWith(made.toArray(JobId[]::new));
        }
    }

    @Test
    void noTouchComesAgainAfterTheJobThatHadItIsDeleted() {
        JobId polled = create("A");
        JobId appended = create("B");
        List<Job> touched = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            touched.add(job(create("C")));
            clock.advance(Duration.ofMinutes(-1));
            store.control().delete(touched.get(touched.size() - 1).id());
            touched.add(poll(JobQuery.where("id").is(polled), "A").orElseThrow());
            touched.add(job(create("D")));
            store.control().delete(touched.get(touched.size() - 1).id());
            store.log().append(appended, "1");
            touched.add(job(appended));
        }
        assertThat(touched).extracting(Job::touchedAt).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void timesInStatesCompareAsTextsWhichIsRightForAsManyDigits() {
        Instant time = Instant.parse("2026-11-24T12:00:00Z");
        create(time.plusMillis(500));
        assertThat(poll(JobQuery.where("state").after(time), "B")).isEmpty();
        assertThat(poll(JobQuery.where("state").after(time.plusMillis(499)), "B"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "type", "key", "state", "state[0]", "payload.n"})
    void textThatCannotBeStoredIsRefusedWithItsPath(String path) {
        create("A");
        assertRefused(JobQuery.where(path).is("a\0"), path, "a NUL character");
        assertRefused(JobQuery.where(path).is("a\ud800"), path, "half of a surrogate pair");
        assertRefused(JobQuery.where(path).like("%\udc00"), path, "half of a surrogate pair");
        assertRefused(
                new QueryParser(codec()).parse("[[\"=\",\"%s\",\"a\\u0000\"]]".formatted(path)),
                path,
                "a NUL character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "state[0]", "state[1]", "payload.n"})
    void aNumberOfTooManyDigitsIsRefusedWithItsPath(String path) {
        create("A");
        assertRefused(JobQuery.where(path).is(BigInteger.TEN.pow(1_000)), path, "1000");
    }

    private void assertRefused(JobQuery query, String path, String fault) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> poll(query, "B"))
                .withMessageContaining("'" + path)
                .withMessageContaining(fault);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> store.reader().find(Selection.of(query, codec()), 1))
                .withMessageContaining(fault);
    }

    private JobId create(String topic, @Nullable Object state) {
        return store.states()
                .create(draft().topic(topic).payload("{\"n\":1}").build(), state(state))
                .id();
    }

    private Optional<Job> poll(JobQuery query, @Nullable Object newState) {
        return store.states().poll(Selection.of(query, codec()), state(newState));
    }

    private JobId create(@Nullable Object state) {
        return create(TOPIC, state);
    }

    private static State state(@Nullable Object value) {
        return State.of(value, codec());
    }
}
