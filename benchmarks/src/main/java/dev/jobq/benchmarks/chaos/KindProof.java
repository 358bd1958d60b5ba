package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.chaos.Deed.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Two jobs, one after the other or not. */
final class KindProof extends Proof {

    @Override
    void tryAll() {
        two(Invariant.I4, "in a line, both at once", "line:a", 25, 1);
        two(Invariant.I4, "in a line, the second first", "line:a", 5, 1);
        two(null, "in a line, one after the other", "line:a", 35, 1);
        two(Invariant.I5, "a unique key twice", "unique:a", 25, 25);
        two(null, "a unique key again", "unique:a", 45, 35);
        two(Invariant.I7, "two where there is room for one", "room:1", 25, 25);
        two(null, "two where there is room for two", "room:2", 25, 25);
        two(Invariant.I5, "a unique key twice, where there is room", "room:2+unique:a", 25, 25);
    }

    /** The first job is acknowledged at 1 or 2 and runs from 20 to 30. */
    private void two(@Nullable Invariant broken, String what, String kind, long secondBegins, long secondKnown) {
        List<Deed> deeds = List.of(
                new Deed(Kind.ACKNOWLEDGED, 1, 1, JOB, 0, kind),
                new Deed(Kind.ACKNOWLEDGED, secondKnown + 1, 1, OTHER, 0, kind),
                new Deed(Kind.STARTED, 20, HERE, JOB, 1, kind),
                new Deed(Kind.ENDED, 30, HERE, JOB, 1, kind),
                new Deed(Kind.STARTED, secondBegins, THERE, OTHER, 1, kind),
                new Deed(Kind.ENDED, secondBegins + 10, THERE, OTHER, 1, kind));
        see(broken, what, List.of(), deeds, state(Map.of(JOB, good(), OTHER, good())));
    }
}
