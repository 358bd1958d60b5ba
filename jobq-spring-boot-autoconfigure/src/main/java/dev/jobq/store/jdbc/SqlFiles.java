package dev.jobq.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one dialect, read from {@code <dialect>/<name>.sql} beside this class. In a file, <code>${system}</code>
 * is the tables' prefix and {@code :now} the store's clock in microseconds since 1970: the database's own where the dialect
 * gives an expression for it and no clock was injected, else bound with every call.
 */
public final class SqlFiles {

    /** Files do not change while the process lives, and are read once for all its stores. */
    private static final ConcurrentMap<Source, Sql> READ = new ConcurrentHashMap<>();

    private final String dialect;
    private final String system;
    private final @Nullable String nowExpression;
    private final Clock clock;
    private final ConcurrentMap<String, Sql> statements = new ConcurrentHashMap<>();

    /**
     * Statements of a dialect.
     *
     * @param nowExpression SQL for the database's clock in microseconds; null to bind the process's
     * @param clock replaces the database's clock, for tests; null for real time
     */
    public SqlFiles(String dialect, String system, @Nullable String nowExpression, @Nullable Clock clock) {
        this.dialect = dialect;
        this.system = system;
        this.nowExpression = clock == null ? nowExpression : null;
        this.clock = clock == null ? Clock.systemUTC() : clock;
    }

    /** The statement of a file. */
    public Sql get(String name) {
        return statements.computeIfAbsent(
                name, key -> READ.computeIfAbsent(new Source(dialect, system, nowExpression, key), SqlFiles::load));
    }

    /** The time to bind for {@code :now}. */
    public long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** The tables' prefix. */
    public String system() {
        return system;
    }

    private record Source(
            String dialect, String system, @Nullable String nowExpression, String name) {}

    private static Sql load(Source file) {
        String path = file.dialect + "/" + file.name + ".sql";
        try (InputStream in = SqlFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("No SQL file " + path);
            }
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("${system}", file.system);
            if (file.nowExpression != null) {
                source = source.replaceAll(":now\\b", java.util.regex.Matcher.quoteReplacement(file.nowExpression));
            }
            return Sql.parse(file.name, source);
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read SQL file " + path, ex);
        }
    }
}
