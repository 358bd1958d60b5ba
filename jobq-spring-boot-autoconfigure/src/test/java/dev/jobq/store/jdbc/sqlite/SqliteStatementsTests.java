package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.jdbc.SqlFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStatementsTests {

    private static final Set<String> PLACED_ANEW =
            Set.of("job_replace.sql", "job_to_back.sql", "to_back.sql", "label_mark.sql");

    /** Payloads are in the rows of jobs. Those of the jobs that a claim takes are looked up one by one, by their ids. */
    @Test
    void aClaimChoosesAndMovesWithoutLookingAtJobs(@TempDir Path folder) throws Exception {
        SqlFiles files = new SqlFiles("sqlite", "jobq", null, Clock.systemUTC());
        for (String statement : List.of("ready_first", "claim_start", "claim_take")) {
            assertThat(files.get(statement).text()).contains("jobq_ready").doesNotContain("jobq_job");
        }
        Path file = folder.resolve("jobs.db");
        SqliteStores.open(SqliteTarget.file(file)).close();
        List<String> plan = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement explain = connection.prepareStatement(
                        "EXPLAIN QUERY PLAN " + files.get("claim_select").text());
                ResultSet rows = explain.executeQuery()) {
            while (rows.next()) {
                plan.add(rows.getString("detail"));
            }
        }
        assertThat(plan)
                .containsExactly(
                        "SEARCH r USING PRIMARY KEY (topic=?)",
                        "SEARCH j USING INTEGER PRIMARY KEY (rowid=?)",
                        // Only for a job that has a deadline.
                        "CORRELATED SCALAR SUBQUERY 1",
                        "SEARCH jobq_deadline USING INTEGER PRIMARY KEY (rowid=?)");
    }

    /** It is written by its insert, a label just after; only who replaces a job before it ran, or sends it to the back, asks for another place. */
    @Test
    void noStatementChangesTheRowOfAJob() throws Exception {
        for (String dialect : List.of("sqlite", "postgresql")) {
            Path folder = Path.of(
                            SqlFiles.class.getResource(dialect + "/jobs.sql").toURI())
                    .getParent();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".sql")
                                && !PLACED_ANEW.contains(each.getFileName().toString()))
                        .toList()) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern("UPDATE \\$\\{system}_job\\b");
                }
            }
        }
    }

    /** A bare parameter there makes SQLite plan the statement again with every call; behind a plus sign it does not. */
    @Test
    void noLimitIsABareParameter() throws Exception {
        Path folder =
                Path.of(SqlFiles.class.getResource("sqlite/jobs.sql").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".sql")).toList();
            assertThat(all).hasSizeGreaterThan(50);
            for (Path file : all) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("(LIMIT|OFFSET) :");
            }
        }
    }
}
