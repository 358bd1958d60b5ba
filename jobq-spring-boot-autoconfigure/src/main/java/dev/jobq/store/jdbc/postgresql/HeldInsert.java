package dev.jobq.store.jdbc.postgresql;

import dev.jobq.query.State;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.JdbcStates;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;

/** Writes a job that the application drives itself, by one statement. */
final class HeldInsert implements JdbcStates.Intake {

    private final Self self;

    HeldInsert(Self self) {
        this.self = self;
    }

    @Override
    public void prepare() {
        self.number();
    }

    @Override
    public long insert(Session session, JobDraft draft, State state) throws SQLException {
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
                .set("state", state.text())
                .set("head", state.head())
                .first(row -> row.getLong(1))
                .orElseThrow();
    }
}
