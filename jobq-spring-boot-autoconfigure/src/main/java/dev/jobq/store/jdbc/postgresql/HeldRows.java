package dev.jobq.store.jdbc.postgresql;

import dev.jobq.query.State;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.JdbcStates;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Writes jobs that the application drives itself, each change by one statement. */
final class HeldRows implements JdbcStates.Dialect {

    private final Self self;

    HeldRows(Self self) {
        this.self = self;
    }

    @Override
    public void prepare() {
        self.number();
    }

    @Override
    public JdbcStates.Created insert(Session session, JobDraft draft, State state) throws SQLException {
        return session.call("held_insert")
                .set("topic", draft.topic())
                .set("type", draft.type())
                .set("rank", -draft.priority())
                .set("run_at", draft.start().at())
                .set("delay", draft.start().delay())
                .set("process", self.number())
                .set("max_attempts", draft.limits().maxAttempts())
                .set("timeout", draft.limits().timeout())
                .set("payload", draft.payload())
                .set("key", draft.terms().key())
                .set("state", state.text())
                .set("head", state.head())
                .first(row -> new JdbcStates.Created(
                        row.getLong(1),
                        Call.instant(row.getLong(2)),
                        Call.instant(row.getLong(3)),
                        Call.instant(row.getLong(4))))
                .orElseThrow();
    }

    @Override
    public Optional<Instant> touch(Session session, Call change) throws SQLException {
        return change.first(row -> Call.instant(row.getLong(1)));
    }
}
