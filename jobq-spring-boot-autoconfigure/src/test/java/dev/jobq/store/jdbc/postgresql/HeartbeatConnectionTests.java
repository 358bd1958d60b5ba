package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobId;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heartbeat waits for nobody who has the store's connections. */
@Timeout(60)
class HeartbeatConnectionTests {

    private static final int CALLERS = 20;

    @Test
    void aLeaseIsRenewedWhileAllConnectionsWaitForLocks() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1);
        try (PostgresSandbox sandbox = new PostgresSandbox();
                Connection locking = PostgresSandbox.DATABASE.getConnection()) {
            JobId id = sandbox.store.intake().insert(drafts(1)).get(0);
            long node = sandbox.store.nodes().register(PostgresStores.WORKER, List.of("emails"), Duration.ofMinutes(1));
            locking.setAutoCommit(false);
            sandbox.execute(locking, "SELECT 1 FROM %1$s_job FOR UPDATE");
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                waiting.add(threads.submit(() -> sandbox.store.log().append(id, "1")));
            }
            await().until(() -> sandbox.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                            + "AND query LIKE '%%%1$s_job%%'")
                    >= 10);

            Future<Boolean> renewal =
                    threads.submit(() -> sandbox.store.nodes().renew(node, null).isPresent()
                            && sandbox.store.nodes().look(node).cancelled().isEmpty()
                            && sandbox.store.nodes().look(node).strays().isEmpty());

            assertThat(renewal.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(waiting).noneMatch(Future::isDone);
            locking.rollback();
            for (Future<?> each : waiting) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
