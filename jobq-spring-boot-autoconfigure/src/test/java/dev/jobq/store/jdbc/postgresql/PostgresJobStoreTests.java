package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static dev.jobq.store.jdbc.postgresql.PostgresStores.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.StoreSetupException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.JobReader.Page;
import dev.jobq.store.Move;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** What is peculiar to PostgreSQL; on the server's own clock. */
class PostgresJobStoreTests {

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void timesAreTheServersOwn() throws SQLException {
        Instant before = serverTime();
        JobId id = store.intake().insert(drafts(1)).get(0);
        JobDraft.Start soon = new JobDraft.Start(null, Duration.ofHours(1));
        JobId later = store.intake()
                .insert(List.of(new JobDraft("emails", "welcome", "1", 0, soon, JobDraft.Limits.NONE)))
                .get(0);
        ClaimedJob claimed = sandbox.claim(10).get(0);
        store.exchange().trade(1, List.of(ended(claimed, Move.completed("1"))), List.of());
        Instant after = serverTime();
        Job job = store.reader().get(id).orElseThrow();
        assertThat(List.of(before, job.createdAt(), claimed.claimedAt(), job.finishedAt(), after))
                .isSorted();
        Job delayed = store.reader().get(later).orElseThrow();
        assertThat(delayed.createdAt()).isBetween(before, after);
        assertThat(delayed.runAt()).isEqualTo(delayed.createdAt().plus(Duration.ofHours(1)));
        assertThat(store.upkeep().stage(10).untilNext()).isLessThanOrEqualTo(Duration.between(after, delayed.runAt()));
        assertThat(store.reader().now()).isBetween(after, serverTime());
    }

    @Test
    void aFollowerSkipsNothingThatWasWrittenBeforeButCommittedAfter() throws SQLException {
        store.intake().insert(drafts(1));
        String cursor = store.reader().feed(null, 1).get(0).cursor();
        List<Long> followed = new ArrayList<>();
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            JobId early = store.intake().insert(connection, drafts(1)).get(0);
            JobId late = store.intake().insert(drafts(1)).get(0);
            assertThat(late).isGreaterThan(early);
            cursor = follow(cursor, followed);
            assertThat(followed).doesNotContain(late.value());
            connection.commit();
            cursor = follow(cursor, followed);
            assertThat(followed).containsExactly(early.value(), late.value());
        }
        follow(cursor, followed);
        assertThat(followed).hasSize(2);
    }

    @Test
    void discardedJobsOfATopicAreFoundBehindManyThatCompleted() throws SQLException {
        JobId discarded = store.intake().insert(drafts(1)).get(0);
        ClaimedJob claimed = sandbox.claim(1).get(0);
        store.exchange().trade(1, List.of(ended(claimed, Move.discard("no", null))), List.of());
        sandbox.execute("""
                WITH job AS (
                  INSERT INTO %1$s_job (topic, type, rank, run_at, created_at, process, payload)
                  SELECT 'emails', 'welcome', 0, 0, 0, 1, '1' FROM generate_series(1, 12000) RETURNING id)
                INSERT INTO %1$s_done (job, topic, status, attempt, crashes, fence, finished_at)
                SELECT id, 'emails', 10, 1, 0, 1, 0 FROM job""");
        Page page = store.reader().list(new Filter("emails", JobStatus.DISCARDED, null, null), 10);
        assertThat(page.jobs()).extracting(Job::id).containsExactly(discarded);
        assertThat(page.partial()).isFalse();
        assertThat(page.next()).isNull();
    }

    @Test
    void locksThatARestartOfTheServerFreedProveNobodysDeath() throws SQLException {
        ProcessId here =
                new ProcessId("app.example.org", ProcessHandle.current().pid(), Instant.parse("2026-11-01T12:00:01Z"));
        store.nodes().register(here, List.of("emails"), Duration.ofMinutes(1));
        try (PostgresJobStore other = sandbox.openAnother()) {
            long rescuer = other.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
            assertThat(other.nodes().rescue(rescuer, null)).isEmpty();
            sandbox.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
            assertThat(other.nodes().rescue(rescuer, null)).isEmpty();
            assertThat(sandbox.number("SELECT count(*) FROM %1$s_node")).isEqualTo(2);
        }
    }

    @Test
    void anotherProductIsRefused() {
        SQLiteDataSource sqlite = new SQLiteDataSource();
        sqlite.setUrl("jdbc:sqlite::memory:");
        assertThatThrownBy(() -> PostgresStores.open(sqlite, "jobq"))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining("SQLite");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutItsPassword() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/orders?user=shop&password=sesame");
        assertThatThrownBy(() -> PostgresStores.open(nowhere, "jobq"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("sesame");
    }

    private String follow(String cursor, List<Long> followed) {
        String reached = cursor;
        for (FeedEvent event : store.reader().feed(cursor, 50)) {
            followed.add(event.event().job().id().value());
            reached = event.cursor();
        }
        return reached;
    }

    private Instant serverTime() throws SQLException {
        long micros = sandbox.number("SELECT (extract(epoch from clock_timestamp()) * 1000000)::int8");
        return Instant.EPOCH.plus(Duration.ofNanos(micros * 1_000));
    }
}
