package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** How the server means to run the store's statements, whatever its statistics say. */
class PostgresPlansTests {

    private static final String SYSTEM = "plans";

    /** Tables that grow with the backlog or the history. */
    private static final Pattern SCAN = Pattern.compile("Scan .*on " + SYSTEM
            + "_(job|ready|waiting|state|done|attempt|event|progress|unique|room_credit|limit_slot|limit_ended|limit_start"
            + "|limit_key|limit_blocked|active_key|line_due|deadline)\\b");

    private static final Pattern NODE = Pattern.compile("^\\s*->|^\\S");

    /** Walk an index in order up to a LIMIT, which is what they are for. */
    private static final Set<String> BOUNDED = Set.of(
            "event_apart_cut",
            "feed_attempts_newest",
            "feed_created_newest",
            "feed_noted_newest",
            "deadline_next",
            "held_by_touch",
            "job_newest",
            "line_due",
            "line_unplaced",
            "oldest_available",
            "waiting_next",
            "waiting_next_few");

    @Test
    void noStatementWalksOverATableThatGrows() throws Exception {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) TestPostgres.create("plans");
        PostgresStores.open(dataSource, SYSTEM).close();
        // Else the driver would want values for the parameters.
        dataSource.setPreferQueryMode(PreferQueryMode.SIMPLE);
        List<String> walks = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            SqlFiles files = new SqlFiles(PostgresDatabase.DIALECT, SYSTEM, PostgresDatabase.NOW, null);
            EngineConnection.pin(new Session(connection, files, new CommitListeners()));
            walks.addAll(walks(connection, files, "never analysed"));
            execute(connection, "VACUUM ANALYZE");
            walks.addAll(walks(connection, files, "analysed while empty"));
            fill(connection);
            walks.addAll(walks(connection, files, "filled since"));
            execute(connection, "ANALYZE");
            walks.addAll(walks(connection, files, "analysed"));
        }
        assertThat(walks).isEmpty();
    }

    /** By the index of all that is said and none besides, or it would go through what another one has in common. */
    private static List<String> polls(Connection connection, SqlFiles files, String when) throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (String index : List.of("touch", "topic", "state", "head", "topic_state", "topic_head")) {
            List<String> plan =
                    explain(connection, files.get("held_by_" + index).text());
            if (plan.stream().noneMatch(line -> line.contains(" using %s_state_%s on ".formatted(SYSTEM, index)))) {
                wrong.add("held_by_%s, %s: %s".formatted(index, when, plan));
            }
        }
        return wrong;
    }

    /** What is marked by the index of that alone: below a floor the other one is full of what is dead. */
    private static List<String> claims(Connection connection, SqlFiles files, String when) throws SQLException {
        List<String> plan = explain(connection, files.get("claim").text());
        return plan.stream().anyMatch(line -> line.contains(" using %s_ready_behind on ".formatted(SYSTEM)))
                ? List.of()
                : List.of("claim, %s: %s".formatted(when, plan));
    }

    private static List<String> walks(Connection connection, SqlFiles files, String when)
            throws SQLException, IOException, URISyntaxException {
        List<String> walks = polls(connection, files, when);
        walks.addAll(claims(connection, files, when));
        for (String name : names()) {
            if (!BOUNDED.contains(name)) {
                List<String> plan = new ArrayList<>();
                for (String part : files.get(name).text().split(";", -1)) {
                    plan.addAll(explain(connection, part));
                }
                for (int i = 0; i < plan.size(); i++) {
                    if (SCAN.matcher(plan.get(i)).find() && !isSought(plan, i)) {
                        walks.add("%s, %s: %s".formatted(name, when, plan.get(i).strip()));
                    }
                }
            }
        }
        return walks;
    }

    private static boolean isSought(List<String> plan, int scan) {
        for (int i = scan + 1; i < plan.size() && !NODE.matcher(plan.get(i)).find(); i++) {
            if (plan.get(i).contains("Index Cond") || plan.get(i).contains("TID Cond")) {
                return true;
            }
        }
        return false;
    }

    private static List<String> explain(Connection connection, String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        int parameter = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            text.append(c == '?' ? "$" + ++parameter : String.valueOf(c));
        }
        List<String> plan = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + text)) {
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        }
        return plan;
    }

    private static List<String> names() throws IOException, URISyntaxException {
        Path folder = Path.of(SqlFiles.class.getResource("postgresql/claim.sql").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".sql"))
                    .map(file -> file.replace(".sql", ""))
                    .sorted()
                    .toList();
        }
    }

    private static void fill(Connection connection) throws SQLException {
        execute(connection, "INSERT INTO plans_process (id, name, application) VALUES (1, 'h.1.1.001', 'a')");
        execute(connection, """
                INSERT INTO plans_job (id, topic, type, rank, run_at, created_at, process, payload)
                SELECT n, 't', 'x', 0, n, n, 1, '{}' FROM generate_series(1, 30000) n""");
        execute(
                connection,
                "INSERT INTO plans_ready (topic, rank, run_at, job) SELECT topic, 0, id, id FROM plans_job WHERE id <= 10000");
        execute(connection, """
                INSERT INTO plans_waiting (job, topic, status, due_at, attempt, crashes, fence)
                SELECT id, topic, 2, 4000000000000000, 0, 0, 0 FROM plans_job WHERE id BETWEEN 10001 AND 20000""");
        execute(connection, """
                INSERT INTO plans_done (job, topic, status, attempt, crashes, fence, finished_at)
                SELECT id, topic, 10, 1, 0, 1, id FROM plans_job WHERE id > 20000""");
        execute(connection, """
                INSERT INTO plans_attempt (job, fence, attempt, node, started_at, finished_at, status)
                SELECT id, 1, 1, 1, id, id, 6 FROM plans_job""");
        execute(connection, """
                INSERT INTO plans_unique (job, topic, key, scope, released)
                SELECT id, topic, id::text, 254, id % 2 FROM plans_job""");
        execute(connection, """
                INSERT INTO plans_state (job, topic, touch, state, head)
                SELECT id, CASE WHEN id % 2 = 0 THEN 't' ELSE 'u' END, id, '["NEW"]', '"NEW"' FROM plans_job""");
        execute(connection, "INSERT INTO plans_deadline (job, at) SELECT id, id FROM plans_job");
        execute(connection, "INSERT INTO plans_active_key (topic, line) SELECT topic, id::text FROM plans_job");
        execute(connection, "INSERT INTO plans_line_due (topic, line) SELECT topic, id::text FROM plans_job");
        execute(
                connection,
                "INSERT INTO plans_limit_slot (topic, job, fence, key) SELECT topic, id, 1, id::text FROM plans_job");
        execute(connection, "INSERT INTO plans_limit_ended (topic, job, fence) SELECT topic, id, 1 FROM plans_job");
        execute(
                connection,
                "INSERT INTO plans_limit_start (topic, key, at, started) SELECT topic, id::text, id, 1 FROM plans_job");
        execute(
                connection,
                "INSERT INTO plans_limit_key (topic, key, check_at) SELECT topic, id::text, id FROM plans_job");
        execute(connection, """
                INSERT INTO plans_limit_blocked (topic, key, rank, run_at, job)
                SELECT topic, (id % 100)::text, 0, id, id FROM plans_job""");
        execute(connection, "INSERT INTO plans_event (job, at, type) SELECT id, id, 'user' FROM plans_job");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
