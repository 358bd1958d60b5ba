package dev.jobq.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Job;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolledSetTests {

    @Test
    void setsAreSoughtInTheOrderThatTheyAreWrittenIn() {
        try (JobQueue queue = JobQueue.inMemory()) {
            Job first = queue.create(1, List.of("A", "B"));
            Job second = queue.create(2, List.of("B", "A"));

            assertThat(queue.poll(isState("A", "B"), "TAKEN")).map(Job::id).contains(first.id());
            assertThat(queue.poll(isState("B", "A"), "TAKEN")).map(Job::id).contains(second.id());
        }
    }

    /** Equal for any order. */
    private static JobQuery isState(String... words) {
        return JobQuery.where("state").is(new LinkedHashSet<>(List.of(words)));
    }
}
