package dev.jobq.benchmarks.machine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A private PostgreSQL that is fully durable and listens on the loopback interface only. */
public final class PostgresServer implements AutoCloseable {

    /** Settings beyond PostgreSQL's own defaults; room, not speed at the cost of safety. */
    public static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_wal_size", "8GB",
            "shared_buffers", "512MB",
            "max_connections", "400",
            "log_min_messages", "fatal",
            "listen_addresses", "127.0.0.1");

    private final EmbeddedPostgres server;
    private final Path data;
    private final boolean isCounting;
    private int databases;
    private final Path program;
    private long postmaster;

    public PostgresServer(Disk disk) throws IOException, SQLException {
        this(disk, false);
    }

    /** @param isCounting whether it counts statements, which costs a little */
    public PostgresServer(Disk disk, boolean isCounting) throws IOException, SQLException {
        this(disk.directory("postgresql"), isCounting);
    }

    private PostgresServer(Path data, boolean isCounting) throws IOException, SQLException {
        this.data = data;
        this.isCounting = isCounting;
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60));
        SETTINGS.forEach(builder::setServerConfig);
        if (isCounting) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements");
        }
        server = builder.start();
        postmaster = readPostmaster();
        program = Path.of("/proc", Long.toString(postmaster), "exe").toRealPath();
        if (isCounting) {
            execute("CREATE EXTENSION pg_stat_statements");
        }
    }

    /** A server on a directory that may hold the data of one before; they stay when it is closed. */
    public static PostgresServer at(Path data) throws IOException, SQLException {
        return new PostgresServer(data, false);
    }

    /** Where a database that a server before on the same data made is now. */
    public String sameDatabase(String url) {
        return url(nameOf(url));
    }

    /** Its port. */
    public int port() {
        return server.getPort();
    }

    /** The same database, reached through another port. */
    public String through(String url, int port) {
        return url.replaceFirst(":" + port() + "/", ":" + port + "/");
    }

    /** Makes a role that is nobody of importance. */
    public void admit(String role) throws SQLException {
        execute("CREATE ROLE %s LOGIN".formatted(role));
    }

    /** The same database, which from now on is the role's, reached by it. */
    public String as(String role, String url) throws SQLException {
        execute("ALTER DATABASE %s OWNER TO %s".formatted(nameOf(url), role));
        return url.replace("user=postgres", "user=" + role);
    }

    /** Has no connection left for the role: those it has are ended, and it gets no others. */
    public void exhaust(String role, String url) throws SQLException {
        execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(role));
        breakConnections(url);
    }

    /** Has connections for the role again. */
    public void relieve(String role) throws SQLException {
        execute("ALTER ROLE %s CONNECTION LIMIT -1".formatted(role));
    }

    private static String nameOf(String url) {
        return url.replaceFirst(".*/(\\w+)\\?.*", "$1");
    }

    /**
     * A server that follows this one and has what it acknowledges, until it is promoted. This one is stopped for a moment.
     *
     * @param copy where its data go; not there yet
     */
    public PostgresServer follower(Path copy) throws IOException, SQLException, InterruptedException {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(data.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        start();
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'\n".formatted(port()),
                StandardOpenOption.APPEND);
        PostgresServer follower = at(copy);
        execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        execute("SELECT pg_reload_conf()");
        return follower;
    }

    /** Ends the life as a follower. */
    public void promote() throws SQLException {
        execute("SELECT pg_promote(TRUE, 60)");
    }

    /** Kills the server with all its backends at once. */
    public void kill() throws IOException {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(process -> process.onExit().join());
        // There is nothing left to stop, but files to let go of.
        server.close();
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>();
        ProcessHandle.of(postmaster).ifPresent(one -> {
            family.add(one);
            one.descendants().forEach(family::add);
        });
        return family;
    }

    /** A new empty database, with all that was written before flushed away; gives its JDBC address. */
    public synchronized String newDatabase() throws SQLException {
        String name = "bench_" + ++databases;
        execute("CREATE DATABASE " + name);
        execute("CHECKPOINT");
        return url(name);
    }

    /** Drops a database of {@link #newDatabase()}, even if connections to it are open. */
    public void drop(String url) throws SQLException {
        execute("DROP DATABASE " + nameOf(url) + " WITH (FORCE)");
    }

    /** Bytes of log written since the server was made. */
    public long walBytes() throws SQLException {
        return number("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
    }

    /** Flushes of the log, as far as backends have told: all of them once their connection is closed. */
    public long walFlushes() throws SQLException {
        return number("SELECT coalesce(sum(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'");
    }

    /** Whether it counts statements. */
    public boolean isCounting() {
        return isCounting;
    }

    /** Statements run; only on a counting server. */
    public long statements() throws SQLException {
        return number("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements");
    }

    /** Begins to count statements anew. */
    public void forgetStatements() throws SQLException {
        execute("SELECT pg_stat_statements_reset()");
    }

    /** What was run since, the most frequent first: how often, and how it begins. */
    public List<String> frequentStatements() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT calls || ' ' || left(regexp_replace(regexp_replace("
                                + "query, '--[^\\n]*\\n', '', 'g'), '\\s+', ' ', 'g'), 100) FROM pg_stat_statements ORDER BY calls DESC LIMIT 30")) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        }
    }

    /** Processor time of the server and all its backends, those that are gone too. */
    public Duration cpu() throws IOException {
        return ProcessFigures.cpuOfFamily(postmaster);
    }

    /** Breaks all connections to a database of {@link #newDatabase()}. */
    public void breakConnections(String url) throws SQLException {
        number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + nameOf(url) + "'");
    }

    /** Ends the server as a crash would and starts it again: it recovers from its log. */
    public void crash() throws IOException, InterruptedException {
        control("immediate", "restart");
        postmaster = readPostmaster();
    }

    /** Ends the server in good order: its clients are told. */
    public void stop() throws IOException, InterruptedException {
        control("fast", "stop");
    }

    /** Ends the server as a crash would. */
    public void die() throws IOException, InterruptedException {
        control("immediate", "stop");
    }

    /** Starts it again after {@link #stop()} or {@link #die()}. */
    public void start() throws IOException, InterruptedException {
        // What it was started with is known to a restart only.
        String before = Files.readString(data.resolve("postmaster.opts"));
        control("fast", "start", "-o", before.substring(before.indexOf(' ')).trim());
        postmaster = readPostmaster();
    }

    private void control(String mode, String what, String... options) throws IOException, InterruptedException {
        Path control = program.resolveSibling("pg_ctl");
        List<String> command = new ArrayList<>();
        if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(
                List.of(control.toString(), "-D", data.toString(), "-m", mode, "-w", "-s", "-l", "/dev/null", what));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("PostgreSQL did not %s: %d".formatted(what, process.exitValue()));
        }
    }

    private long readPostmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    }

    private String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
