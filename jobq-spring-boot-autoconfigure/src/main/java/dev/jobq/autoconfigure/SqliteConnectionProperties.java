package dev.jobq.autoconfigure;

import dev.jobq.autoconfigure.JobqProperties.Durability;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What every connection to a SQLite database that jobq shares must be opened with: write-ahead log, synced commits,
 * transactions that take the write lock when they begin, and patience. A transaction that begins deferred fails at once
 * when it comes to write after somebody else did, however patient it is.
 */
final class SqliteConnectionProperties {

    static final String PREFIX = "jdbc:sqlite:";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, String> needed = new LinkedHashMap<>();
    private final boolean isInMemory;

    SqliteConnectionProperties(String url, Durability durability) {
        isInMemory = url.contains(":memory:") || url.contains("mode=memory");
        if (!isInMemory) {
            needed.put("journal_mode", "WAL");
        }
        needed.put("synchronous", durability.name());
        needed.put("transaction_mode", "IMMEDIATE");
        needed.put("busy_timeout", String.valueOf(PATIENCE.toMillis()));
    }

    /** All of them. */
    Map<String, String> needed() {
        return needed;
    }

    /**
     * Those that the user said nothing about.
     *
     * @throws StartFailure if the user said something that jobq cannot work with
     */
    Map<String, String> missing(String bean, String url, Properties said) {
        Map<String, String> all = new LinkedHashMap<>();
        said.forEach((key, value) -> all.put(key.toString().toLowerCase(Locale.ROOT), value.toString()));
        all.putAll(parameters(url));
        Map<String, String> missing = new LinkedHashMap<>();
        needed.forEach((key, value) -> {
            String given = all.get(key);
            if (given == null) {
                missing.put(key, value);
            } else if (!isEnough(key, given, value)) {
                throw contradiction(bean, key, given, value);
            }
        });
        if (Boolean.parseBoolean(all.get("jdbc.explicit_readonly"))) {
            throw contradiction(bean, "jdbc.explicit_readonly", "true", "false");
        }
        return missing;
    }

    private static boolean isEnough(String key, String given, String needed) {
        return switch (key) {
            case "busy_timeout" -> true;
            case "synchronous" -> rank(given) >= rank(needed);
            default -> given.equalsIgnoreCase(needed);
        };
    }

    private static int rank(@Nullable String synchronous) {
        return switch (String.valueOf(synchronous).toUpperCase(Locale.ROOT)) {
            case "NORMAL", "1" -> 1;
            case "FULL", "2" -> 2;
            case "EXTRA", "3" -> 3;
            default -> 0;
        };
    }

    private static StartFailure contradiction(String bean, String key, String given, String needed) {
        String instead = key.equals("synchronous")
                ? " Or, if a power cut may lose the last jobs, set jobq.sqlite.durability=normal."
                : "";
        return new StartFailure(
                "The DataSource bean '%s' opens SQLite with %s=%s, but jobq, which shares the database, needs %s=%s."
                        .formatted(bean, key, given, key, needed),
                "Remove %s from the connection's URL or properties (jobq sets it), or give jobq a database of its own with a DataSource bean marked @JobqDataSource.%s"
                        .formatted(key, instead));
    }

    private static Map<String, String> parameters(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int query = url.indexOf('?');
        if (query >= 0) {
            for (String parameter : url.substring(query + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            parameter.substring(0, equals).toLowerCase(Locale.ROOT), parameter.substring(equals + 1));
                }
            }
        }
        return parameters;
    }
}
