package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobStatus;
import dev.jobq.store.jdbc.Line;
import dev.jobq.store.jdbc.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lines of the jobs of one insert: how they get their places there, and what is left to be done. */
final class Placement {

    private final @Nullable String[] lines;
    private final When when;
    private final List<Long> blocked = new ArrayList<>();
    private final Set<Line> standing = new TreeSet<>();
    private final Set<Line> moving = new TreeSet<>();
    private final Set<Line> headless = new TreeSet<>();

    /**
     * A placement.
     *
     * @param lines the line of each job, or null
     */
    Placement(@Nullable String[] lines, When when) {
        this.lines = lines;
        this.when = when;
    }

    @Nullable String[] lines() {
        return lines;
    }

    /** As the statement knows it. */
    int mode() {
        return when.code;
    }

    void note(int index, JobInsert.Inserted job, boolean isHeadless) {
        String name = lines[index];
        if (name == null) {
            return;
        }
        Line line = job.line(name);
        if (isHeadless) {
            headless.add(line);
        } else if (job.status() == JobStatus.AVAILABLE) {
            moving.add(line);
        } else if (job.status() == JobStatus.BLOCKED) {
            standing.add(line);
            blocked.add(job.job().id().value());
        }
    }

    /** The jobs that wait in lines, in order. */
    List<Long> blocked() {
        return blocked;
    }

    /** The lines in which they wait. */
    Set<Line> lines(Session session, PostgresLines keeper) throws SQLException {
        if (!headless.isEmpty()) {
            keeper.leave(session, headless);
        }
        standing.removeAll(moving);
        standing.removeAll(headless);
        return standing;
    }

    /** When jobs get their places. */
    enum When {
        /** Later in the transaction. */
        LATER(0),
        /** Now, as their lines are locked. */
        NOW(1),
        /** Now, and where a line has no head its first job becomes it. */
        NOW_OR_FIRST(2);

        private final int code;

        When(int code) {
            this.code = code;
        }
    }
}
