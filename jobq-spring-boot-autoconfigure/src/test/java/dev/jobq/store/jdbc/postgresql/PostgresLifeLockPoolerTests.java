package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Proof of death where connections may be a pooler's, which keeps sessions when processes end, and ends them while they live. */
class PostgresLifeLockPoolerTests {

    private final PostgresSandbox sandbox = new PostgresSandbox();

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void whoseSessionIsItsOwnHasProof() throws SQLException {
        assertThat(proof(register(sandbox.store))).isEqualTo(1);
    }

    @Test
    void behindAPoolerNobodyHasProofAndTheLeaseDecides() throws SQLException {
        ThroughAPooler pooler = new ThroughAPooler(PostgresSandbox.DATABASE);
        try (PostgresJobStore pooled = PostgresStores.open(pooler.dataSource(), sandbox.system)) {
            assertThat(proof(register(pooled))).isZero();
        }
    }

    private long proof(long node) throws SQLException {
        return sandbox.number("SELECT proof FROM %1$s_node WHERE process = %2$s", node);
    }

    private static long register(PostgresJobStore at) {
        at.topics().register(List.of("emails"));
        return at.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
    }
}
