package dev.jobq.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.awaitility.Awaitility;

/**
 * The clock of a store that lets its process stand still within a transaction, as stores look at the clock there: who looks at
 * it in the place that was named waits, once, until it may go on.
 */
final class StandingClock extends Clock {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Clock clock = Clock.systemUTC();
    private final Path folder;

    StandingClock(Path folder) {
        this.folder = folder;
    }

    /** Where in a transaction of the engine's. */
    enum Place {
        /** The heartbeat. */
        RENEWAL("JdbcNodes", "renew"),
        /** The claim of a job. */
        CLAIM("SqliteClaims", "claim"),
        /** What became of an attempt. */
        END("SqliteEndings", "write");

        private final String type;
        private final String method;

        Place(String type, String method) {
            this.type = type;
            this.method = method;
        }

        private boolean isIn(StackWalker.StackFrame frame) {
            // Also within a lambda, whose name has that of its method in it.
            return frame.getClassName().endsWith("." + type)
                    && frame.getMethodName().contains(method);
        }
    }

    /** From now on: whoever comes to this place next stands there. */
    static void stand(Path folder, Place place) throws IOException {
        Files.createFile(folder.resolve(place.name()));
    }

    /** Whether somebody stands there. */
    static boolean stands(Path folder, Place place) {
        return Files.exists(inside(folder, place));
    }

    /** Lets whoever stands there go on. */
    static void goOn(Path folder, Place place) throws IOException {
        Files.delete(inside(folder, place));
    }

    @Override
    public Instant instant() {
        for (Place place : Place.values()) {
            if (Files.exists(folder.resolve(place.name())) && isWithin(place)) {
                standIn(place);
            }
        }
        return clock.instant();
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    private static boolean isWithin(Place place) {
        return StackWalker.getInstance().walk(frames -> {
            boolean[] found = new boolean[2];
            frames.forEach(frame -> {
                found[0] |= frame.getClassName().endsWith(".WriteBatch");
                found[1] |= place.isIn(frame);
            });
            return found[0] && found[1];
        });
    }

    private void standIn(Place place) {
        Path inside = inside(folder, place);
        try {
            Files.move(folder.resolve(place.name()), inside);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(() -> !Files.exists(inside));
    }

    private static Path inside(Path folder, Place place) {
        return folder.resolve(place.name() + "-inside");
    }
}
