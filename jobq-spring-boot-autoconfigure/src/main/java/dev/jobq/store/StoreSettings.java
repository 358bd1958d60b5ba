package dev.jobq.store;

import dev.jobq.Enqueuer;
import dev.jobq.InvalidJobException;
import dev.jobq.JsonCodec;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every store is told when it is opened.
 *
 * @param system names the tables, {@code <system>_job} and so on: lower-case letters, digits and underscores, at most 20
 * @param schema what to do about the tables
 * @param self this process and its code
 * @param codec reads and writes JSON
 * @param clock the clock to use in place of the database's own, for tests; null otherwise
 */
public record StoreSettings(
        String system,
        SchemaMode schema,
        Enqueuer self,
        JsonCodec codec,
        @Nullable Clock clock) {

    private static final Pattern SYSTEM = Pattern.compile("[a-z][a-z0-9_]{0,19}");

    public StoreSettings {
        if (!SYSTEM.matcher(system).matches()) {
            throw new InvalidJobException(
                    "jobq.system '%s' is not allowed: a lower-case letter, then letters, digits and underscores, at most 20"
                            .formatted(system));
        }
    }

    /** What to do about the tables at start. */
    public enum SchemaMode {
        /** Create or migrate them. */
        CREATE,
        /** Refuse to start unless they are there and current. */
        VALIDATE,
        /** Look at nothing. */
        NONE
    }
}
