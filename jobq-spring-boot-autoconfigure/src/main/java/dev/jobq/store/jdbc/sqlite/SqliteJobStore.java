package dev.jobq.store.jdbc.sqlite;

import dev.jobq.JobEvent;
import dev.jobq.StoreException;
import dev.jobq.StoreSetupException;
import dev.jobq.store.BulkControl;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.Inspection;
import dev.jobq.store.JobControl;
import dev.jobq.store.JobEnds;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobIntake;
import dev.jobq.store.JobLog;
import dev.jobq.store.JobReader;
import dev.jobq.store.JobStates;
import dev.jobq.store.JobStore;
import dev.jobq.store.NodeRegistry;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.StoreInfo;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.TopicControl;
import dev.jobq.store.TopicRegistry;
import dev.jobq.store.Upkeep;
import dev.jobq.store.jdbc.Admissions;
import dev.jobq.store.jdbc.EventRows;
import dev.jobq.store.jdbc.JdbcBulk;
import dev.jobq.store.jdbc.JdbcControl;
import dev.jobq.store.jdbc.JdbcEnds;
import dev.jobq.store.jdbc.JdbcInspection;
import dev.jobq.store.jdbc.JdbcLog;
import dev.jobq.store.jdbc.JdbcNodes;
import dev.jobq.store.jdbc.JdbcReader;
import dev.jobq.store.jdbc.JdbcSchedules;
import dev.jobq.store.jdbc.JdbcStates;
import dev.jobq.store.jdbc.JdbcTopicControl;
import dev.jobq.store.jdbc.JdbcTopics;
import dev.jobq.store.jdbc.JdbcUpkeep;
import dev.jobq.store.jdbc.JobEvents;
import dev.jobq.store.jdbc.JobWriter;
import dev.jobq.store.jdbc.JointEnds;
import dev.jobq.store.jdbc.LabelClaims;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Lining;
import dev.jobq.store.jdbc.Processes;
import dev.jobq.store.jdbc.Rooms;
import dev.jobq.store.jdbc.UniqueKeys;
import java.util.List;
import java.util.function.Consumer;

/** The store on one SQLite database. */
public final class SqliteJobStore implements JobStore {

    /** Nobody else writes for the millisecond or two that so many take. */
    private static final int PURGE_CHUNK = 200;

    private final SqliteDatabase database;
    private final SqliteIntake intake;
    private final SqliteExchange exchange;
    private final JdbcNodes nodes;
    private final JdbcUpkeep upkeep;
    private final JdbcControl control;
    private final BulkControl bulk;
    private final JdbcLog log;
    private final JdbcTopics topics;
    private final JdbcReader reader;
    private final TopicControl topicControl;
    private final Inspection inspection;
    private final JdbcStates states;
    private final JdbcSchedules schedules;
    private final JobEnds ends;

    private SqliteJobStore(SqliteDatabase database, StoreSettings settings, CallerTransaction caller) {
        this.database = database;
        SqliteTransactor transactor = database.transactor();
        Processes processes = new Processes(settings.self());
        JobEvents events = new JobEvents(settings.codec());
        EventRows rows = events.rows();
        long process = database.writer().write(processes::enrolSelf);
        // In memory nobody else tells topics their rules, and a caller's transaction keeps others from reading.
        JdbcTopics topics = new JdbcTopics(
                transactor,
                database.target().isMemory() ? JdbcTopics.Access.ALONE_WITH_CALLER : JdbcTopics.Access.WITH_CALLER);
        topics.learnRules();
        SqliteLines lines = new SqliteLines(events);
        this.topics = topics;
        Rooms rooms = new Rooms(topics);
        this.nodes = new JdbcNodes(transactor, processes, database.life(), events, rooms, lines);
        Lining lining = new Lining(topics, nodes.labels());
        SqliteInserts inserts = new SqliteInserts(process, settings.self().application(), events, lines, lining);
        UniqueKeys keys = new UniqueKeys(settings.codec());
        Admissions admissions = new Admissions(keys, rooms, events, rows, lines);
        this.intake = new SqliteIntake(
                transactor,
                inserts,
                topics,
                database.target(),
                nodes.held(),
                new SqliteIntake.Lined(admissions, lining));
        JobWriter writer = new JobWriter(admissions, () -> {}, inserts::insert, session -> {});
        SqliteClaims claims = new SqliteClaims(processes, events, new LabelClaims(nodes.labels(), events));
        SqliteEndings endings = new SqliteEndings(events, rooms, lines);
        LimitedClaims limited = new LimitedClaims(topics, claims::claim, events, settings.codec());
        this.exchange = new SqliteExchange(
                transactor,
                endings,
                new SqliteExchange.Claiming(claims, limited),
                events,
                nodes.held(),
                new JointEnds(transactor, caller, nodes.held(), (session, node, ended) -> {
                    List<EndedAttempt> lost = endings.write(session, node, ended);
                    limited.free(session, ended);
                    return lost;
                }));
        this.upkeep = new JdbcUpkeep(transactor, events, rooms, lines, PURGE_CHUNK, database.files()::tidy);
        this.control = new JdbcControl(transactor, events, keys, rooms, lines, inserts);
        this.bulk = new JdbcBulk(transactor, control);
        this.log = new JdbcLog(transactor, processes, events, rows);
        this.states = new JdbcStates(transactor, inserts, events, rows, settings.codec(), settings.self());
        this.reader = new JdbcReader(transactor, settings.codec());
        this.ends = new JdbcEnds(transactor, settings.codec(), false);
        this.schedules =
                new JdbcSchedules(transactor, caller, writer, settings.self().application());
        this.topicControl = new JdbcTopicControl(transactor, settings.codec(), settings.self(), topics);
        this.inspection = new JdbcInspection(transactor, settings.codec());
    }

    /**
     * Opens a store and prepares its tables.
     *
     * @param target which database; its file is made, with its folders, if it is not there
     * @param caller finds the calling thread's transaction on this database
     * @throws StoreSetupException if it cannot be used, saying why
     */
    public static SqliteJobStore open(SqliteTarget target, StoreSettings settings, CallerTransaction caller) {
        SqliteDatabase database = SqliteDatabase.open(target, settings, caller);
        boolean isOpen = false;
        try {
            SqliteJobStore store = new SqliteJobStore(database, settings, caller);
            isOpen = true;
            return store;
        } catch (StoreException ex) {
            throw new StoreSetupException(
                    "The tables of jobq.system '%s' cannot be used: %s".formatted(settings.system(), ex.getMessage()),
                    ex);
        } finally {
            if (!isOpen) {
                database.close();
            }
        }
    }

    /** The turn that everybody who writes this database must take before BEGIN. */
    public SqliteTurn turn() {
        return database.turn();
    }

    @Override
    public JobIntake intake() {
        return intake;
    }

    @Override
    public JobExchange exchange() {
        return exchange;
    }

    @Override
    public NodeRegistry nodes() {
        return nodes;
    }

    @Override
    public Upkeep upkeep() {
        return upkeep;
    }

    @Override
    public JobControl control() {
        return control;
    }

    @Override
    public BulkControl bulk() {
        return bulk;
    }

    @Override
    public JobLog log() {
        return log;
    }

    @Override
    public JobStates states() {
        return states;
    }

    @Override
    public JobReader reader() {
        return reader;
    }

    @Override
    public ScheduleStore schedules() {
        return schedules;
    }

    @Override
    public JobEnds ends() {
        return ends;
    }

    @Override
    public TopicRegistry topics() {
        return topics;
    }

    @Override
    public TopicControl topicControl() {
        return topicControl;
    }

    @Override
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public StoreSignals signals() {
        return database.signals();
    }

    @Override
    public StoreInfo info() {
        return database.files().info(database.transactor());
    }

    @Override
    public void requireIntact() {
        database.files().requireIntact();
    }

    @Override
    public void onCommit(Consumer<List<JobEvent>> listener) {
        database.listeners().add(listener);
    }

    @Override
    public void close() {
        database.close();
    }
}
