package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobQuery;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A job that the application drives itself is the same whatever gives it. */
abstract class HeldJobContract extends StoreContract {

    @Test
    void whateverGivesAHeldJobTellsAllOfIt() {
        Job made = store.states()
                .create(
                        draft().about("customer-42")
                                .priority(3)
                                .limits(4, Duration.ofSeconds(30))
                                .build(),
                        state("A"));
        assertSame(made, job(made.id()));
        Job polled = store.states()
                .poll(Selection.of(JobQuery.where("key").is("customer-42"), codec()), state("B"))
                .orElseThrow();
        assertSame(polled, job(made.id()));
        Job swapped =
                store.states().compareAndSet(made.id(), state("B"), state("C")).orElseThrow();
        assertSame(swapped, job(made.id()));
    }

    private static void assertSame(Job given, Job read) {
        assertThat(given.key()).isEqualTo(read.key()).isEqualTo("customer-42");
        assertThat(given.payload()).hasToString(read.payload().toString());
        assertThat(given.state()).hasToString(String.valueOf(read.state()));
        assertThat(List.of(given.priority(), given.runAt(), given.createdAt(), given.touchedAt(), given.enqueuedBy()))
                .isEqualTo(
                        List.of(read.priority(), read.runAt(), read.createdAt(), read.touchedAt(), read.enqueuedBy()));
        assertThat(given.maxAttempts()).isEqualTo(read.maxAttempts());
        assertThat(given.timeout()).isEqualTo(read.timeout());
    }

    final State state(@Nullable Object value) {
        return State.of(value, codec());
    }
}
