package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.EndedAttempt;
import dev.jobq.store.jdbc.JointEnds;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Records ends in transactions of the application's: their patience with locks stays as it was.
 *
 * @param endings records them
 * @param claims are told of them
 */
record CallersEndings(Endings endings, LimitedClaims claims) implements JointEnds.Ender {

    /** An attempt would be lost over a lock that is held a little longer, so here it is worth waiting. */
    private static final String PATIENCE = "10s";

    @Override
    public List<EndedAttempt> end(Session session, long node, List<EndedAttempt> ended) throws SQLException {
        String before =
                session.call("lock_timeout_of").first(row -> row.getString(1)).orElseThrow();
        wait(session, PATIENCE);
        for (EndedAttempt attempt : ended) {
            session.call("running_own").set("job", attempt.job().id().value()).first(row -> true);
        }
        List<EndedAttempt> lost = endings.end(session, ended);
        List<EndedAttempt> gone = PostgresExchange.without(ended, lost);
        claims.free(session, gone);
        claims.ended(session, gone);
        wait(session, before);
        return lost;
    }

    private static void wait(Session session, String patience) throws SQLException {
        session.call("lock_timeout").set("patience", patience).first(row -> true);
    }
}
