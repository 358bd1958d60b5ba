package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a claim reads. */
class ClaimsTests {

    /** Payloads of this size are kept apart from their rows, so that the server counts what is read of them. */
    private static final int PAYLOAD = 100_000;

    @Test
    void aClaimReadsOnlyThePayloadsOfTheJobsThatItTakes() throws SQLException {
        DataSource dataSource = TestPostgres.create("claims");
        PostgresJobStore store = PostgresStores.open(dataSource, "claims");
        long node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        try (Connection connection = dataSource.getConnection()) {
            SqlFiles files = new SqlFiles(PostgresDatabase.DIALECT, "claims", PostgresDatabase.NOW, null);
            Session session = EngineConnection.pin(new Session(connection, files, new CommitListeners()))
                    .session();
            insert(store, 2);
            claim(session, node, 1);
            long ofOne = payloadBlocksOf(session, node, 1);
            insert(store, 100);
            assertThat(ofOne).isGreaterThan(PAYLOAD / 8192);
            assertThat(payloadBlocksOf(session, node, 0)).isZero();
            assertThat(payloadBlocksOf(session, node, 1)).isBetween(ofOne / 2, ofOne * 3 / 2);
            assertThat(payloadBlocksOf(session, node, 3)).isBetween(2 * ofOne, 4 * ofOne);
        } finally {
            store.close();
        }
    }

    /** What chooses and moves stands before the select that fetches what was taken. */
    @Test
    void aClaimChoosesAndMovesWithoutLookingAtJobs() {
        String claim = new SqlFiles(PostgresDatabase.DIALECT, "claims", PostgresDatabase.NOW, null)
                .get("claim")
                .text();
        int fetch = claim.indexOf("SELECT taken.topic");
        assertThat(claim.substring(0, fetch)).doesNotContain("claims_job");
        assertThat(claim.substring(fetch)).contains("FROM claims_job WHERE id = taken.job");
    }

    private static void insert(PostgresJobStore store, int jobs) {
        StringBuilder text = new StringBuilder("\"");
        new Random(1).ints(PAYLOAD, 'a', 'z').forEach(letter -> text.append((char) letter));
        String payload = text.append('"').toString();
        store.intake().insert(Collections.nCopies(jobs, PostgresStores.draft(payload)));
    }

    private static long payloadBlocksOf(Session session, long node, int jobs) throws SQLException {
        long before = payloadBlocks(session);
        claim(session, node, jobs);
        return payloadBlocks(session) - before;
    }

    private static void claim(Session session, long node, int jobs) throws SQLException {
        List<Integer> lengths = session.call("claim")
                .set("node", node)
                .set("topics", "text", new Object[] {"emails"})
                .set("rooms", "int4", new Object[] {jobs})
                .set("part_topics", "text", new Object[] {"emails"})
                .set("from_ranks", "int4", new Object[] {Short.MIN_VALUE})
                .set("to_ranks", "int4", new Object[] {Short.MAX_VALUE})
                .set("floors", "int8", new Object[] {Long.MIN_VALUE})
                .list(row -> row.getString("payload").length());
        assertThat(lengths).hasSize(jobs).allMatch(length -> length == PAYLOAD + 2);
    }

    private static long payloadBlocks(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery(
                    "SELECT toast_blks_read + toast_blks_hit FROM pg_statio_user_tables WHERE relname = 'claims_job'")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
