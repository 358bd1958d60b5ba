package dev.jobq.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects the ends of jobs that were the first in their lines, and lets the lines know of them. */
public final class LineEnds {

    private final List<Line> left = new ArrayList<>(0);
    private final List<Waiter> toBack = new ArrayList<>(0);

    /** Notes an end that is written. */
    public void note(Ending ending) {
        if (ending.ended().attempt().line() != null) {
            ending.leftLine().ifPresent(left::add);
            ending.toBackOfLine().ifPresent(toBack::add);
        }
    }

    /** Once all ends of the transaction are written: those that follow become available, then who went to the back enters. */
    public void tell(Session session, Lines lines) throws SQLException {
        if (!left.isEmpty()) {
            lines.leave(session, left);
        }
        if (!toBack.isEmpty()) {
            lines.enter(session, toBack);
        }
    }
}
