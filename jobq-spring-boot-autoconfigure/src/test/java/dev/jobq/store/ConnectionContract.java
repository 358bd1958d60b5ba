package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inserts on a connection that the caller hands over. */
@Timeout(60)
abstract class ConnectionContract extends StoreContract {

    @Test
    void anInsertJoinsTheTransaction() throws Exception {
        List<JobId> ids;
        try (Connection connection = fixture().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            JobId rolledBack = store.intake().insert(connection, many(2)).get(0);
            assertThat(store.reader().get(rolledBack)).isEmpty();
            connection.rollback();
            assertThat(store.reader().get(rolledBack)).isEmpty();
            ids = store.intake().insert(connection, many(2));
            assertThat(ids).isSorted().hasSize(2);
            assertThat(store.reader().get(ids.get(1))).isEmpty();
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(Worker.ids(worker.claim(10))).isEqualTo(ids);
        assertDepthsAreExact();
    }

    @Test
    void autoCommitModeIsRefused() throws SQLException {
        try (Connection connection = fixture().dataSource().getConnection()) {
            assertThatThrownBy(() -> store.intake().insert(connection, many(1)))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining("auto-commit");
        }
        assertThat(listed(all())).isEmpty();
    }

    @Test
    void anotherProductIsRefused() {
        assertThatThrownBy(() -> store.intake().insert(connectionTo("Oracle"), many(1)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("Oracle");
    }

    @Test
    void anotherDatabaseIsRefusedNamingBoth() throws SQLException {
        try (Connection connection = fixture().elsewhere().getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> store.intake().insert(connection, many(1)))
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining("elsewhere")
                    .hasMessageContaining(store.info().location());
            connection.rollback();
        }
        assertThat(listed(all())).isEmpty();
    }

    @Test
    void topicsAreKnownOnceTheTransactionHasCommitted() throws SQLException {
        List<JobDraft> drafts = List.of(
                draft().topic("new2").build(),
                draft().build(),
                draft().topic("new1").build());
        try (Connection connection = fixture().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            store.intake().insert(connection, drafts);
            // Where others would wait for the caller's transaction they are registered apart, and stay.
            assertThat(store.topics().isKnown("new1")).isEqualTo(!fixture().hasOneWriter());
            connection.rollback();
            assertThat(store.topics().isKnown("new1")).isEqualTo(!fixture().hasOneWriter());

            store.intake().insert(connection, drafts);
            store.intake().insert(connection, drafts);
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(store.topics().isKnown("new1")).isTrue();
        assertThat(store.topics().names()).containsExactlyInAnyOrder(TOPIC, OTHER_TOPIC, "new1", "new2");
        assertThat(listed(all())).hasSize(6);
        assertDepthsAreExact();
    }

    private static Connection connectionTo(String product) {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, "getDatabaseProductName", product);
        return proxy(Connection.class, "getMetaData", metaData);
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, args) -> called.getName().equals(method) ? answer : absent(called.getReturnType())));
    }

    private static Object absent(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? 0 : null;
    }
}
