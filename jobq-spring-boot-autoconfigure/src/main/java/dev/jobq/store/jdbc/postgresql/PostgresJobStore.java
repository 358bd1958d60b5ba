package dev.jobq.store.jdbc.postgresql;

import dev.jobq.JobEvent;
import dev.jobq.store.BulkControl;
import dev.jobq.store.CallerTransaction;
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
import dev.jobq.store.jdbc.JointEnds;
import dev.jobq.store.jdbc.LabelClaims;
import dev.jobq.store.jdbc.LimitedClaims;
import dev.jobq.store.jdbc.Lining;
import dev.jobq.store.jdbc.Processes;
import dev.jobq.store.jdbc.Rooms;
import dev.jobq.store.jdbc.Transactor;
import dev.jobq.store.jdbc.UniqueKeys;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The store on one PostgreSQL database. */
public final class PostgresJobStore implements JobStore {

    private static final int PURGE_CHUNK = 1_000;
    /** So many changes of depths, and so many credits, are added up by one statement. */
    private static final int FOLDED = 10_000;

    private final PostgresDatabase database;
    private final JobIntake intake;
    private final PostgresExchange exchange;
    private final NodeRegistry nodes;
    private final Upkeep upkeep;
    private final JdbcControl control;
    private final BulkControl bulk;
    private final JobLog log;
    private final JobReader reader;
    private final TopicControl topicControl;
    private final Inspection inspection;
    private final JobStates states;
    private final ScheduleStore schedules;
    private final JobEnds ends;
    private final TopicRegistry topics;

    private PostgresJobStore(PostgresDatabase database, StoreSettings settings, CallerTransaction caller) {
        this.database = database;
        PostgresTransactor transactor = database.transactor();
        Processes processes = new Processes(settings.self());
        JobEvents events = new JobEvents(settings.codec());
        EventRows rows = events.rows();
        Self self = new Self(settings.self(), processes, transactor);
        boolean isKept = database.keepsConnections();
        JdbcTopics topics =
                new JdbcTopics(transactor, isKept ? JdbcTopics.Access.APART : JdbcTopics.Access.WITH_CALLER_UNWAITING);
        if (!isKept) {
            // Now, for later the pool's last connection may be the caller's.
            self.number();
            topics.learnRules();
        }
        this.topics = topics;
        Rooms rooms = new Rooms(topics);
        PostgresLines lines = new PostgresLines(settings.system(), transactor, topics, events);
        JdbcNodes nodes = new JdbcNodes(transactor, processes, database.life(), events, rooms, lines);
        this.nodes = nodes;
        JobInsert insert = new JobInsert(events);
        LinedInserts lined = new LinedInserts(transactor, caller, insert, lines, new Lining(topics, nodes.labels()));
        ConnectionInserts onConnection =
                new ConnectionInserts(transactor, self, insert, lined, topics, database.notifier());
        UniqueKeys keys = new UniqueKeys(settings.codec());
        Admissions admissions = new Admissions(keys, rooms, events, rows, lines);
        PostgresAdmission admission = new PostgresAdmission(transactor, self, admissions, rooms, insert, lined);
        this.intake = new PostgresIntake(transactor, self, insert, onConnection, nodes.held(), admission);
        Claims claims =
                new Claims(processes, events, new LabelClaims(nodes.labels(), events), database.floors(), topics);
        Endings endings = new Endings(events, rooms, lines);
        LimitedClaims limited = new LimitedClaims(topics, claims, events, settings.codec());
        JointEnds jointEnds = new JointEnds(transactor, caller, nodes.held(), new CallersEndings(endings, limited));
        this.exchange = new PostgresExchange(transactor, endings, limited, events, nodes.held(), jointEnds);
        this.upkeep = new JdbcUpkeep(transactor, events, rooms, lines, PURGE_CHUNK, () -> {
            fold(transactor);
            if (topics.haveRooms()) {
                transactor.writeApart(session ->
                        session.call("room_fold").set("limit", FOLDED).update());
            }
            lines.tidy();
        });
        this.control = new JdbcControl(transactor, events, keys, rooms, lines, new NextJob(self, insert, lined));
        this.bulk = new JdbcBulk(transactor, control);
        this.log = new JdbcLog(transactor, processes, events, rows);
        this.states = new JdbcStates(transactor, new HeldRows(self), events, rows, settings.codec(), settings.self());
        this.reader = new JdbcReader(transactor, settings.codec());
        this.ends = new JdbcEnds(transactor, settings.codec(), isKept);
        this.schedules = new JdbcSchedules(
                transactor, caller, admission.writer(), settings.self().application());
        this.topicControl = new JdbcTopicControl(transactor, settings.codec(), settings.self(), topics);
        this.inspection = new JdbcInspection(transactor, settings.codec());
    }

    /**
     * Opens a store and prepares its tables.
     *
     * @param dataSource opens the engine's own connections, whose planner settings are pinned: best one without a pool
     * @param hears whether to tell other processes of changes and to listen to theirs; else they are found by polling
     * @param caller finds the calling thread's transaction on this database
     * @throws dev.jobq.StoreSetupException if it is no PostgreSQL, or its tables cannot be used, saying why
     * @throws dev.jobq.StoreUnavailableException if it cannot be reached
     */
    public static PostgresJobStore open(
            DataSource dataSource, boolean hears, StoreSettings settings, CallerTransaction caller) {
        return new PostgresJobStore(PostgresDatabase.open(dataSource, hears, settings, caller), settings, caller);
    }

    /** Adds up depth changes, chunk by chunk, until few are left. Looks first: most of the time in a quiet store there are none. */
    private static void fold(Transactor transactor) {
        boolean isMore = transactor.readApart(session ->
                session.call("depth_unfolded").set("skip", 0).first(row -> true).isPresent());
        while (isMore) {
            isMore = transactor.writeApart(session -> {
                session.call("depth_fold").set("limit", FOLDED).update();
                return session.call("depth_unfolded")
                        .set("skip", FOLDED)
                        .first(row -> true)
                        .isPresent();
            });
        }
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
        return database.info();
    }

    @Override
    public void onCommit(Consumer<List<JobEvent>> listener) {
        database.listeners().add(listener);
    }

    @Override
    public void close() {
        exchange.close();
        database.close();
    }
}
