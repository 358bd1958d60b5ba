package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.Move;
import dev.jobq.store.TopicRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Credits of ends, where nobody enqueues who would add them up. */
@Timeout(20)
class PostgresRoomsTests {

    private static final String CREDITS = "SELECT count(*) FROM %1$s_room_credit";
    private static final int LIMIT = 3;

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @BeforeEach
    void fillAndEndTwo() {
        store.topics().declare(List.of(TopicRules.of("emails").maxQueued(LIMIT)));
        for (int i = 0; i < LIMIT; i++) {
            assertThat(admitOne().isCreated()).isTrue();
        }
        long node = store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
        for (int i = 0; i < 2; i++) {
            ClaimedJob claimed = store.exchange()
                    .trade(node, List.of(), List.of(new Wanted("emails", 1)))
                    .claimed()
                    .get(0);
            store.exchange().trade(node, List.of(PostgresStores.ended(claimed, Move.completed(null))), List.of());
        }
    }

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void houseWorkAddsThemUp() throws SQLException {
        assertThat(sandbox.number(CREDITS)).isEqualTo(2);
        store.upkeep().tidy();
        assertThat(sandbox.number(CREDITS)).isZero();
        assertThat(sandbox.number("SELECT queued FROM %1$s_room")).isEqualTo(1);
        assertThat(admitOne().isCreated()).isTrue();
        assertThat(admitOne().isCreated()).isTrue();
        assertThat(admitOne()).isEqualTo(EnqueueResult.FULL);
    }

    @Test
    void houseWorkWaitsForNobodyWhoEnqueues() throws SQLException {
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            sandbox.execute(connection, "SELECT 1 FROM %1$s_room FOR UPDATE");
            store.upkeep().tidy();
            assertThat(sandbox.number(CREDITS)).isEqualTo(2);
            connection.rollback();
        }
        assertThat(admitOne().isCreated()).isTrue();
        assertThat(admitOne().isCreated()).isTrue();
        assertThat(admitOne()).isEqualTo(EnqueueResult.FULL);
    }

    private EnqueueResult admitOne() {
        return store.intake().admit(List.of(PostgresStores.draft("1"))).get(0);
    }
}
