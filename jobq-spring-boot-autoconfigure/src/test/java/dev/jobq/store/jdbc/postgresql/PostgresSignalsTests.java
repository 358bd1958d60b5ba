package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.actuate.JobqMetrics;
import dev.jobq.store.JobDraft;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.TopicControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** What processes tell each other. That nothing is told shows by what is told next: notifications keep their order. */
class PostgresSignalsTests {

    private static final List<JobDraft> MARKER =
            List.of(new JobDraft("reports", "daily", "1", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE));

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void insertsAreToldOnTheDocumentedChannel() throws SQLException {
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            sandbox.execute(connection, "LISTEN %1$s_ready");
            store.intake().insert(drafts(1));
            assertThat(nextTold(connection)).containsOnly("emails");
        }
    }

    @Test
    void aStoreThatIsToldNotToTellsNobody() throws SQLException {
        try (Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            sandbox.execute(connection, "LISTEN %1$s_ready");
            try (PostgresJobStore quiet = sandbox.openQuiet()) {
                quiet.intake().insert(drafts(1));
            }
            // What the quiet one had to tell, it would have told before it was closed.
            store.intake().insert(MARKER);
            assertThat(nextTold(connection)).containsOnly("reports");
            assertThat(sandbox.claim(10)).hasSize(1);
        }
    }

    @Test
    void aStoreThatIsToldNotToHearsNothing() throws SQLException {
        try (PostgresJobStore quiet = sandbox.openQuiet()) {
            Ear ear = new Ear(quiet.signals());
            quiet.signals().listen(ear);
            Ear others = listen(store);
            try (PostgresJobStore another = sandbox.openAnother()) {
                another.intake().insert(drafts(1));
                assertThat(others.next()).isEqualTo("emails");
            }
            assertThat(ear.heard).isEmpty();
            assertThat(ear.begun).isEmpty();
            // Of the two stores at most the one that hears keeps a connection for it.
            assertThat(sandbox.number("""
                    SELECT count(*) FROM pg_stat_activity
                    WHERE query LIKE 'LISTEN %1$s\\_ready%%' AND pid <> pg_backend_pid()""")).isLessThanOrEqualTo(1);
        }
    }

    /** Workers that hear look seldom whether operators said anything. */
    @Test
    void whatOperatorsSayIsToldEvenByAStoreThatIsToldNotTo() throws Exception {
        Ear ear = listen(store);
        assertThat(store.signals().areHeard()).isTrue();
        try (PostgresJobStore quiet = sandbox.openQuiet()) {
            assertThat(quiet.signals().areHeard()).isFalse();
            // That of the beginning may be under way.
            await().during(Duration.ofMillis(100)).until(() -> ear.interruptions.poll() == null);
            quiet.topicControl()
                    .change(new TopicControl.Change("emails", null, TopicControl.PAUSED, "true", "pause", "ada"));
            assertThat(ear.interruptions.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void aStoreDoesNotHearItself() {
        Ear ear = listen(store);
        try (PostgresJobStore another = sandbox.openAnother()) {
            Ear others = listen(another);
            store.intake().insert(drafts(1));
            assertThat(others.next()).isEqualTo("emails");
            another.intake().insert(MARKER);
            assertThat(ear.next()).isEqualTo("reports");
        }
    }

    @Test
    void aTransactionThatNobodyManagesTellsWithItsCommit() throws SQLException {
        Ear ear = listen(store);
        try (PostgresJobStore another = sandbox.openAnother();
                Connection connection = PostgresSandbox.DATABASE.getConnection()) {
            connection.setAutoCommit(false);
            store.intake().insert(connection, drafts(2));
            another.intake().insert(MARKER);
            assertThat(ear.next()).isEqualTo("reports");
            connection.commit();
            assertThat(ear.next()).isEqualTo("emails");
        }
    }

    @Test
    void aStoreWhoseConnectionBrokeHearsAgainAndLooksEverywhere() throws SQLException {
        Ear ear = listen(store);
        sandbox.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await().atMost(Duration.ofSeconds(20)).until(() -> ear.begun.poll() != null);
        try (PostgresJobStore another = sandbox.openAnother()) {
            another.intake().insert(drafts(1));
            assertThat(ear.next()).isEqualTo("emails");
        }
    }

    @Test
    void theDelayOfNotificationsIsMeasuredAndShownInHealth() {
        assertThat(store.signals().hearing()).isEqualTo(StoreSignals.Hearing.OFF);
        listen(store);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> store.signals().hearing().delay() != null);
        assertThat(store.signals().hearing().delay()).isPositive();
        assertThat(new JobqHealthIndicator(store, null).health().getDetails())
                .containsEntry("notifications", "heard")
                .containsKey("notificationDelay");
        try (PostgresJobStore quiet = sandbox.openQuiet()) {
            quiet.signals().listen(new Ear(quiet.signals()));
            assertThat(new JobqHealthIndicator(quiet, null).health().getDetails())
                    .containsEntry("notifications", "off")
                    .doesNotContainKey("notificationDelay");
        }
    }

    @Test
    void notificationsThatAreSwallowedAreNoticedAndHeardAgain() {
        ThroughAPooler pooler = new ThroughAPooler(PostgresSandbox.DATABASE);
        try (PostgresJobStore deaf = PostgresStores.open(pooler.dataSource(), sandbox.system)) {
            Ear ear = listen(deaf);
            await().atMost(Duration.ofSeconds(30)).until(() -> !deaf.signals().areHeard());
            Health health = new JobqHealthIndicator(deaf, null).health();
            // The poll finds what is not heard.
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("notifications", "unheard")
                    .doesNotContainKey("notificationDelay");
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            new JobqMetrics(meters, deaf, null).bind();
            assertThat(meters.get("jobq.notifications.heard").gauge().value()).isZero();
            store.intake().insert(drafts(1));
            assertThat(sandbox.claim(1)).hasSize(1);

            pooler.isDeaf = false;
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> deaf.signals().hearing().delay() != null);
            // Told to look everywhere, for what was told meanwhile is lost.
            assertThat(ear.begun.poll()).isNotNull();
            assertThat(meters.get("jobq.notifications.heard").gauge().value()).isEqualTo(1);
            assertThat(meters.get("jobq.notifications.delay").timeGauge().value(TimeUnit.SECONDS))
                    .isPositive();
            store.intake().insert(MARKER);
            await().atMost(Duration.ofSeconds(20)).until(() -> "reports".equals(ear.heard.poll()));
        }
    }

    /** Who relies on hearing must know at once when it does not, and look. */
    @Test
    void aStoreWhoseConnectionBrokeTellsThatItHeardNothingForAWhile() throws Exception {
        Ear ear = listen(store);
        assertThat(ear.interruptions.poll(10, TimeUnit.SECONDS)).isNotNull();
        sandbox.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        assertThat(ear.interruptions.poll(10, TimeUnit.SECONDS))
                .as("none is heard")
                .isEqualTo("unheard");
        assertThat(ear.interruptions.poll(20, TimeUnit.SECONDS))
                .as("heard again")
                .isEqualTo("heard");
    }

    /** Listens, and waits until that is in force. */
    private static Ear listen(PostgresJobStore to) {
        Ear ear = new Ear(to.signals());
        to.signals().listen(ear);
        await().until(() -> ear.begun.poll() != null);
        return ear;
    }

    private static List<String> nextTold(Connection connection) throws SQLException {
        List<String> payloads = new ArrayList<>();
        PGNotification[] told = connection.unwrap(PGConnection.class).getNotifications(10_000);
        for (PGNotification notification : told == null ? new PGNotification[0] : told) {
            payloads.add(notification.getParameter());
        }
        return payloads;
    }

    /** Keeps what a store hears: topics, and that it should look everywhere because it has begun to listen. */
    private static final class Ear implements StoreSignals.Listener {

        private final StoreSignals signals;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> interruptions = new LinkedBlockingQueue<>();

        private Ear(StoreSignals signals) {
            this.signals = signals;
        }

        @Override
        public void available(@Nullable String topic) {
            if (topic == null) {
                begun.add("everywhere");
            } else {
                heard.add(topic);
            }
        }

        @Override
        public void interrupted() {
            interruptions.add(signals.areHeard() ? "heard" : "unheard");
        }

        private @Nullable String next() {
            try {
                return heard.poll(10, TimeUnit.SECONDS);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
