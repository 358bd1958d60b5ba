package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.IllegalTransitionException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobStatus;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs that the application drives itself. */
abstract class StateContract extends HeldJobContract {

    @Test
    void aHeldJobIsThereWithItsStateAndNobodyClaimsIt() {
        Job made = store.states().create(draft().payload("{\"n\":1}").build(), state(List.of("NEW", 1)));
        Job read = job(made.id());
        assertThat(read.status()).isEqualTo(JobStatus.HELD);
        assertThat(read.payload().text()).isEqualTo("{\"n\":1}");
        assertThat(read.state()).hasToString("[\"NEW\",1]");
        assertThat(read.touchedAt()).isEqualTo(made.touchedAt());
        assertThat(read.enqueuedBy()).isEqualTo(SELF);
        assertThat(read.events()).extracting(JobEvent::type).containsExactly(JobEvent.Type.CREATED);
        assertThat(read.events().get(0).change()).isEqualTo(new JobEvent.Change(null, JobStatus.HELD));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(depth(JobStatus.HELD)).isOne();
        assertDepthsAreExact();
    }

    @Test
    void aPollTakesTheLongestUntouchedAndGoesRound() {
        List<JobId> made = List.of(create("A"), create("A"), create("A"));
        List<JobId> polled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            polled.add(poll(JobQuery.where("state").is("A"), "A").orElseThrow().id());
        }
        // All within one tick of the clock.
        assertThat(polled).startsWith(made.toArray(JobId[]::new)).endsWith(made.toArray(JobId[]::new));
    }

    @Test
    void everyTouchPutsAJobAtTheEnd() {
        List<JobId> made = List.of(create("A"), create("A"), create("A"), create("A"));
        store.log().append(made.get(0), "1");
        swap(made.get(1), "A", "A");
        assertThat(poll(JobQuery.all(), "B")).map(Job::id).contains(made.get(2));
        assertThat(poll(JobQuery.all(), "B")).map(Job::id).contains(made.get(3));
        assertThat(poll(JobQuery.all(), "B")).map(Job::id).contains(made.get(0));
        assertThat(poll(JobQuery.all(), "B")).map(Job::id).contains(made.get(1));
    }

    @Test
    void touchesGrowStrictlyEvenWhenTheClockStandsStillOrGoesBack() {
        List<Job> touched = new ArrayList<>();
        touched.add(job(create("A")));
        touched.add(poll(JobQuery.all(), "B").orElseThrow());
        clock.advance(Duration.ofMinutes(-1));
        touched.add(poll(JobQuery.all(), "C").orElseThrow());
        touched.add(job(create("D")));
        for (int i = 1; i < touched.size(); i++) {
            assertThat(touched.get(i).touchedAt()).isAfter(touched.get(i - 1).touchedAt());
        }
    }

    @Test
    void aPollChangesTheStateAndLogsIt() {
        JobId id = create(List.of("NEW"));
        Job polled = poll(JobQuery.where("state[0]").is("NEW"), List.of("ASSIGNED", 7))
                .orElseThrow();
        assertThat(polled.id()).isEqualTo(id);
        assertThat(polled.state()).hasToString("[\"ASSIGNED\",7]");
        Job read = job(id);
        assertThat(read.state()).isEqualTo(polled.state());
        assertThat(read.touchedAt()).isEqualTo(polled.touchedAt());
        JobEvent event = read.events().get(1);
        assertThat(event.type()).isEqualTo(JobEvent.Type.STATE_CHANGED);
        assertThat(event.data()).hasToString("{\"old\":[\"NEW\"],\"new\":[\"ASSIGNED\",7]}");
        assertThat(poll(JobQuery.where("state[0]").is("NEW"), null)).isEmpty();
        assertThat(job(id)).usingRecursiveComparison().isEqualTo(read);
    }

    @Test
    void whatWasAssignedTooLongAgoIsTakenAgainByOnePoll() {
        JobId id = create(List.of("NEW"));
        JobQuery isNew = JobQuery.where("state[0]").is("NEW");
        assertThat(poll(isNew, List.of("ASSIGNED", "me"))).isPresent();
        clock.advance(Duration.ofMinutes(9));
        assertThat(poll(overdue(Duration.ofMinutes(10)), List.of("ASSIGNED", "another")))
                .isEmpty();
        clock.advance(Duration.ofMinutes(2));
        assertThat(poll(overdue(Duration.ofMinutes(10)), List.of("ASSIGNED", "another")))
                .map(Job::id)
                .contains(id);
        // The one who was late has lost it.
        assertThat(swap(id, List.of("ASSIGNED", "me"), List.of("DONE"))).isEmpty();
        assertThat(swap(id, List.of("ASSIGNED", "another"), List.of("DONE"))).isPresent();
    }

    private JobQuery overdue(Duration time) {
        return JobQuery.where("state[0]").is("ASSIGNED").and("touched").before(now().minus(time));
    }

    @Test
    void aPollMeansHeldJobsOnly() {
        enqueueOne();
        assertThat(poll(JobQuery.all(), "B")).isEmpty();
        assertThat(poll(JobQuery.where("topic").is(TOPIC), "B")).isEmpty();
    }

    @Test
    void statesWithALongCommonBeginningAreToldApart() {
        String common = "x".repeat(1_000);
        JobId first = create(common + "1");
        JobId second = create(common + "2");
        JobId nested = create(List.of(common + "1", 1));
        create(List.of(common + "2", 1));
        assertThat(poll(JobQuery.where("state").is(common + "2"), "B"))
                .map(Job::id)
                .contains(second);
        assertThat(poll(JobQuery.where("state").is(common + "1"), "B"))
                .map(Job::id)
                .contains(first);
        assertThat(poll(JobQuery.where("state[0]").is(common + "1"), "B"))
                .map(Job::id)
                .contains(nested);
        assertThat(poll(JobQuery.where("state[0]").is(common + "1"), "B")).isEmpty();
    }

    @Test
    void aSwapNeedsTheOldStateByValue() {
        JobId id = create(java.util.Map.of("a", 1, "b", List.of(2)));
        assertThat(swap(id, "other", "B")).isEmpty();
        assertThat(eventTypes(id)).containsExactly(JobEvent.Type.CREATED);
        assertThat(store.states()
                        .compareAndSet(id, State.ofJson("{\"b\":[2.0],\"a\":1.00}", codec()), state("B"))
                        .map(Job::state))
                .hasValueSatisfying(state -> assertThat(state).hasToString("\"B\""));
        assertThat(swap(id, "B", "B")).isPresent();
        assertThat(eventTypes(id))
                .containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STATE_CHANGED, JobEvent.Type.STATE_CHANGED);
    }

    @Test
    void aSwapOfAJobThatIsNotHeldIsRefusedAndOfNoneIsNothing() {
        JobId running = enqueueOne();
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> swap(running, null, "B"))
                .withMessageContaining("AVAILABLE");
        assertThat(swap(new JobId(999_999), null, "B")).isEmpty();
    }

    @Test
    void aDeletedJobLeavesNothingBehind() {
        JobId id = create("A");
        poll(JobQuery.all(), "B");
        assertThat(store.control().delete(id)).isTrue();
        assertThat(store.reader().get(id)).isEmpty();
        assertThat(poll(JobQuery.all(), "C")).isEmpty();
        assertThat(store.reader().find(selection(JobQuery.all()), 10)).isEmpty();
        assertThat(store.control().delete(id)).isFalse();
        assertThat(create("A")).isNotEqualTo(id);
        assertDepthsAreExact();
    }

    @Test
    void ofManyPollersEachGetsAnother() throws Exception {
        int jobs = 60;
        for (int i = 0; i < jobs; i++) {
            create("NEW");
        }
        List<JobId> polled = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            Optional<Job> job = poll(JobQuery.where("state").is("NEW"), "TAKEN");
            while (job.isPresent()) {
                polled.add(job.get().id());
                job = poll(JobQuery.where("state").is("NEW"), "TAKEN");
            }
        });
        assertThat(polled).hasSize(jobs).doesNotHaveDuplicates();
    }

    @Test
    void ofManySwapsFromOneStateOneWins() throws Exception {
        JobId id = create(0);
        List<Integer> won = Collections.synchronizedList(new ArrayList<>());
        Threads.together(4, n -> {
            for (int i = 0; i < 25; i++) {
                if (swap(id, i, i + 1).isPresent()) {
                    won.add(i);
                }
                Job job = job(id);
                while (job.state().as(Integer.class) <= i) {
                    job = job(id);
                }
            }
        });
        assertThat(won).hasSize(25).doesNotHaveDuplicates();
        assertThat(job(id).state()).hasToString("25");
    }

    @Test
    void jobsOfAnyStatusAreFoundLowestIdFirst() {
        JobId available = enqueueOne(draft().payload("{\"n\":5}"));
        JobId held = create("A");
        JobId scheduled =
                enqueueOne(draft().topic(OTHER_TOPIC).payload("{\"n\":7}").delay(Lives.LATER));
        assertThat(find(JobQuery.all())).containsExactly(available, held, scheduled);
        assertThat(find(JobQuery.where("payload.n").greaterThan(5))).containsExactly(scheduled);
        assertThat(find(JobQuery.where("status").is("SCHEDULED"))).containsExactly(scheduled);
        assertThat(find(JobQuery.where("state").is(null))).containsExactly(available, scheduled);
        assertThat(find(JobQuery.where("status").is(JobStatus.HELD))).containsExactly(held);
        assertThat(find(JobQuery.where("id").is(held))).containsExactly(held);
        assertThat(find(JobQuery.where("topic").like("rep%"))).containsExactly(scheduled);
        assertThat(find(JobQuery.where("createdAt").after(now()))).isEmpty();
        assertThat(store.reader().find(selection(JobQuery.all()), 2))
                .extracting(Job::id)
                .containsExactly(available, held);
    }

    @Test
    void theLowestIdsAreFoundWhateverTheOrderOfTouches() {
        List<JobId> made = List.of(create("A"), create("A"), create("A"), create("A"));
        store.log().append(made.get(0), "1");
        assertThat(store.reader().find(selection(JobQuery.where("state").is("A")), 2))
                .extracting(Job::id)
                .containsExactly(made.get(0), made.get(1));
    }

    @Test
    void theFeedTellsOfHeldJobs() {
        create("A");
        poll(JobQuery.all(), "B");
        assertThat(store.reader().feed(null, 10))
                .extracting(FeedEvent::type)
                .containsExactly("state-changed", "created");
        JobEvent created = store.reader().feed(null, 10).get(1).event();
        assertThat(created.change()).isEqualTo(new JobEvent.Change(null, JobStatus.HELD));
    }

    @Test
    void listenersAreToldOfHeldJobs() {
        List<JobEvent> told = Collections.synchronizedList(new ArrayList<>());
        store.onCommit(told::addAll);
        JobId id = create("A");
        poll(JobQuery.all(), "B");
        swap(id, "B", "C");
        assertThat(told)
                .extracting(JobEvent::type)
                .containsExactly(JobEvent.Type.CREATED, JobEvent.Type.STATE_CHANGED, JobEvent.Type.STATE_CHANGED);
        assertThat(told.get(2).data()).hasToString("{\"old\":\"B\",\"new\":\"C\"}");
    }

    private Selection selection(JobQuery query) {
        return Selection.of(query, codec());
    }

    private JobId create(@Nullable Object state) {
        return store.states().create(draft().build(), state(state)).id();
    }

    private Optional<Job> poll(JobQuery query, @Nullable Object newState) {
        return store.states().poll(selection(query), state(newState));
    }

    private Optional<Job> swap(JobId id, @Nullable Object old, @Nullable Object newState) {
        return store.states().compareAndSet(id, state(old), state(newState));
    }

    private List<JobId> find(JobQuery query) {
        return store.reader().find(selection(query), 100).stream().map(Job::id).toList();
    }
}
