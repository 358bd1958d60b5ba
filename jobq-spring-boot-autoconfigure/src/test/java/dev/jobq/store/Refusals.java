package dev.jobq.store;

import dev.jobq.JobId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Triggers by which a database refuses what a test says. */
public final class Refusals {

    private static final List<String> TABLES = List.of("ready", "waiting", "done", "node");

    private final StoreFixture fixture;

    private Refusals(StoreFixture fixture) {
        this.fixture = fixture;
    }

    /** On all stores of a place. */
    public static Refusals on(StoreFixture fixture) {
        return new Refusals(fixture);
    }

    /** From now on no row of these jobs comes into a table. */
    public void refuse(String table, JobId... ids) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (JobId id : ids) {
            texts.add(id.toString());
        }
        refuse(table, "INSERT", "NEW.job IN (%s)".formatted(String.join(", ", texts)));
    }

    /** From now on no rows come into a table of which this is true. */
    public void refuseInserts(String table, String which) throws SQLException {
        refuse(table, "INSERT", which);
    }

    /** From now on the rows of all nodes that are there stay as they are. */
    public void refuseNodes() throws SQLException {
        List<String> nodes = new ArrayList<>();
        try (Connection connection = fixture.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT process FROM %s_node".formatted(fixture.system()))) {
            while (rows.next()) {
                nodes.add(rows.getString(1));
            }
        }
        refuse("node", "UPDATE", "OLD.process IN (%s)".formatted(String.join(", ", nodes)));
    }

    /** Nothing is refused any more. */
    public void allow() throws SQLException {
        for (String table : TABLES) {
            String on = fixture.hasOneWriter() ? "" : " ON %s_%s".formatted(fixture.system(), table);
            execute("DROP TRIGGER IF EXISTS no_%s%s".formatted(table, on));
        }
    }

    private void refuse(String table, String change, String which) throws SQLException {
        String before = "CREATE TRIGGER no_%s BEFORE %s ON %s_%s ".formatted(table, change, fixture.system(), table);
        if (fixture.hasOneWriter()) {
            execute(before + "WHEN %s BEGIN SELECT RAISE(ABORT, 'not this one'); END".formatted(which));
        } else {
            execute(
                    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$");
            execute(before + "FOR EACH ROW WHEN (%s) EXECUTE FUNCTION refuse()".formatted(which));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = fixture.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
