package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.ProcessId;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims that begin at a floor miss nothing that became available below it. */
class PostgresFloorTests {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final ProcessId OTHER_WORKER =
            new ProcessId("worker.example.org", 8, Instant.parse("2026-11-01T12:00:00Z"));

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;
    private final PostgresJobStore other = sandbox.openAnother();
    private long node;

    @BeforeEach
    void claimsHaveAFloor() {
        store.intake().insert(PostgresStores.drafts(20));
        node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        assertThat(claim(5)).hasSize(5);
    }

    @AfterEach
    void closeStores() {
        other.close();
        sandbox.close();
    }

    @Test
    void anOldJobOfThisProcessIsTheNext() {
        JobId old = store.intake().insert(List.of(draft(0, LONG_AGO))).get(0);
        assertThat(claim(1)).containsExactly(old);
    }

    @Test
    void anOldJobOfAnotherProcessIsTheNext() {
        JobId old = other.intake().insert(List.of(draft(0, LONG_AGO))).get(0);
        assertThat(claim(1)).containsExactly(old);
        assertThat(claim(20)).hasSize(15);
    }

    @Test
    void oldJobsOfAllProcessesAreOneOrder() {
        JobId second = other.intake()
                .insert(List.of(draft(0, LONG_AGO.plusSeconds(1))))
                .get(0);
        JobId first = store.intake().insert(List.of(draft(0, LONG_AGO))).get(0);
        JobId third = other.intake()
                .insert(List.of(draft(0, LONG_AGO.plusSeconds(2))))
                .get(0);
        JobId urgent = other.intake()
                .insert(List.of(draft(1, LONG_AGO.plusSeconds(9))))
                .get(0);
        assertThat(claim(3)).containsExactly(urgent, first, second);
        assertThat(claim(1)).containsExactly(third);
    }

    @Test
    void aJobThatAnotherProcessReturnsIsTheNext() {
        other.intake().insert(List.of(draft(0, LONG_AGO)));
        long there = other.nodes().register(OTHER_WORKER, List.of("emails"), Duration.ofMinutes(1));
        ClaimedJob old = other.exchange()
                .trade(there, List.of(), List.of(new Wanted("emails", 1)))
                .claimed()
                .get(0);
        claim(3);
        other.exchange().trade(there, List.of(PostgresStores.ended(old, Move.release())), List.of());
        assertThat(claim(1)).containsExactly(old.job().id());
    }

    @Test
    void anUrgentJobOfAnotherProcessIsTheNext() {
        JobId urgent = other.intake().insert(List.of(draft(7, null))).get(0);
        assertThat(claim(1)).containsExactly(urgent);
    }

    @Test
    void aJobThatIsReturnedIsTheNext() {
        store.intake().insert(List.of(draft(0, LONG_AGO)));
        ClaimedJob old = claimed(1).get(0);
        claim(3);
        store.exchange().trade(node, List.of(PostgresStores.ended(old, Move.release())), List.of());
        assertThat(claim(1)).containsExactly(old.job().id());
    }

    @Test
    void anOldJobThatIsCommittedLaterIsTheNext() throws SQLException {
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            JobId early = store.intake()
                    .insert(connection, List.of(draft(0, LONG_AGO)))
                    .get(0);
            claim(5);
            connection.commit();
            assertThat(claim(1)).containsExactly(early);
        }
    }

    @Test
    void whatWasInsertedLongBeforeItsCommitIsFoundByWhoWouldFindNothing() throws SQLException {
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            JobId early =
                    store.intake().insert(connection, List.of(draft(0, null))).get(0);
            claim(5);
            connection.commit();
            assertThat(claimAll()).hasSize(11).contains(early);
        }
    }

    @Test
    void priorityAndTimeGiveTheOrderAcrossFloors() {
        List<JobId> urgent = store.intake().insert(List.of(draft(1, null), draft(1, null)));
        JobId last = store.intake().insert(List.of(draft(-1, null))).get(0);
        List<JobId> first = claim(3);
        assertThat(first.subList(0, 2)).isEqualTo(urgent);
        JobId lateUrgent = store.intake().insert(List.of(draft(1, null))).get(0);
        List<JobId> rest = claim(30);
        assertThat(rest.get(0)).isEqualTo(lateUrgent);
        assertThat(rest.get(rest.size() - 1)).isEqualTo(last);
        assertThat(rest.subList(1, rest.size() - 1)).isSorted().hasSize(14);
    }

    /** Whoever finds too few comes again: a look everywhere may have seemed to take long. */
    private List<JobId> claimAll() {
        List<JobId> all = new ArrayList<>();
        for (List<JobId> some = claim(20); !some.isEmpty(); some = claim(20)) {
            all.addAll(some);
        }
        return all;
    }

    private List<JobId> claim(int most) {
        return claimed(most).stream().map(job -> job.job().id()).toList();
    }

    private List<ClaimedJob> claimed(int most) {
        return store.exchange()
                .trade(node, List.of(), List.of(new Wanted("emails", most)))
                .claimed();
    }

    private static JobDraft draft(int priority, @Nullable Instant at) {
        return new JobDraft("emails", "welcome", "1", priority, new JobDraft.Start(at, null), JobDraft.Limits.NONE);
    }
}
