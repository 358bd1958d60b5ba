package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobStatus;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Statistics taken while the tables were empty make the planner think that reading a whole table is cheap. The store's own
 * statements must not follow it, whatever the statistics say.
 */
class PostgresStaleStatisticsTests extends StoreContract {

    private static final int JOBS = 20_000;
    private static final List<String> TABLES = List.of("job", "ready", "running", "done", "attempt");
    private static final PostgresFixture FIXTURE = new PostgresFixture("stale_statistics");

    @Override
    StoreFixture fixture() {
        return FIXTURE;
    }

    @Test
    void noWholeTableIsReadWhenStatisticsSayItIsEmpty() throws SQLException {
        for (String table : TABLES) {
            execute("ALTER TABLE %s_%s SET (autovacuum_enabled = false)".formatted(FIXTURE.system(), table));
        }
        execute("ANALYZE");
        Map<String, Long> before = scans();
        load();
        drain();
        // Connections report what they did when they end.
        store.close();
        assertThat(scans()).isEqualTo(before);
        store = open();
        assertThat(depth(JobStatus.COMPLETED)).isEqualTo(JOBS - 20);
        assertThat(depth(JobStatus.RETRYABLE)).isEqualTo(20);
    }

    private void load() {
        for (int i = 0; i < JOBS / 1000; i++) {
            store.intake().insert(many(1000));
        }
    }

    private void drain() {
        List<EndedAttempt> ended = List.of();
        int round = 0;
        while (true) {
            Trade trade = worker.trade(ended, new Wanted(TOPIC, 100));
            assertThat(trade.lost()).isEmpty();
            if (trade.claimed().isEmpty()) {
                return;
            }
            ended = new ArrayList<>(Worker.ended(trade.claimed(), Move.completed("1")));
            if (round++ % 10 == 0) {
                ended.set(0, Worker.ended(trade.claimed().get(0), Move.retry(Duration.ofDays(1), FAILURE)));
            }
        }
    }

    private Map<String, Long> scans() throws SQLException {
        Map<String, Long> scans = new TreeMap<>();
        String sql = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = ?";
        try (Connection connection = FIXTURE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String table : TABLES) {
                statement.setString(1, FIXTURE.system() + "_" + table);
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    scans.put(table, row.getLong(1));
                }
            }
        }
        return scans;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = FIXTURE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
