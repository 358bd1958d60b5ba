package dev.jobq.autoconfigure;

import dev.jobq.actuate.ShowValues;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * Configuration of jobq. Keys that it does not know stop the start.
 *
 * @param enabled Whether jobq is switched on.
 * @param store Kind of database the queue is kept in.
 * @param system Name that all of jobq's tables begin with; two systems in one database see nothing of each other.
 * @param sqlite SQLite only.
 * @param postgresql PostgreSQL only.
 * @param schema Tables.
 * @param worker Running of jobs in this process.
 * @param pollInterval Time after which workers look for jobs even when nothing told them to.
 * @param maxPayload Size above which a payload is refused.
 * @param maxResult Size above which a result is not kept: the attempt that returned it has failed.
 * @param defaults Values that hold for every topic that says nothing else.
 * @param topics Topics by name, each with the keys of jobq.defaults.
 * @param showValues When payloads, results and errors are shown in the actuator and in the event stream.
 * @param web Queue over HTTP.
 */
@ConfigurationProperties(prefix = JobqProperties.PREFIX, ignoreUnknownFields = false)
public record JobqProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") StoreKind store,
        @DefaultValue("jobq") String system,
        @DefaultValue Sqlite sqlite,
        @DefaultValue Postgresql postgresql,
        @DefaultValue Schema schema,
        @DefaultValue Worker worker,
        @DefaultValue("5s") Duration pollInterval,
        @DefaultValue("1MB") DataSize maxPayload,
        @DefaultValue("1MB") DataSize maxResult,
        @NestedConfigurationProperty @DefaultValue TopicProperties defaults,
        @DefaultValue Map<String, TopicProperties> topics,
        @DefaultValue("never") ShowValues showValues,
        @DefaultValue Web web)
        implements Validator {

    static final String PREFIX = "jobq";

    @Override
    public boolean supports(Class<?> type) {
        return type == JobqProperties.class;
    }

    @Override
    public void validate(Object target, Errors errors) {
        new JobqPropertiesCheck(errors).check((JobqProperties) target);
    }

    /** How safe a commit on SQLite is. */
    public enum Durability {
        /** What was acknowledged survives a power cut. */
        FULL,
        /** A power cut may lose the last moments; a crash of the process loses nothing. */
        NORMAL
    }

    /**
     * SQLite only.
     *
     * @param path File of the embedded database, used when the application has no DataSource; :memory: keeps nothing.
     * @param durability Whether what was acknowledged survives a power cut (full) or only a crash of the process (normal).
     */
    public record Sqlite(
            @DefaultValue("jobq.db") String path,
            @DefaultValue("full") Durability durability) {}

    /**
     * PostgreSQL only.
     *
     * @param signals Whether nodes tell each other of new jobs by LISTEN and NOTIFY; without it, other nodes' jobs are
     *     found by polling.
     */
    public record Postgresql(
            @Name("notify") @DefaultValue("true") boolean signals) {}

    /**
     * Tables.
     *
     * @param mode What to do about the tables at start: create or migrate them, only check them, or nothing.
     */
    public record Schema(@DefaultValue("create") SchemaMode mode) {}

    /**
     * Running of jobs in this process.
     *
     * @param enabled Whether this process runs jobs; if not, it only enqueues them.
     * @param topics Topics that this process works on, most important first; empty for every one that it has handlers for.
     * @param labels Labels that this process carries: jobs that ask for one of them run here.
     * @param lease Time without a sign of life after which a node counts as dead and its jobs go to others.
     * @param heartbeat Time between two signs of life; at most half of the lease.
     * @param shutdownGrace Time that running jobs get to finish when the application stops.
     * @param exitOnError Whether the application ends, with exit code 70, when a handler throws an Error: for a supervisor to
     *     start it anew. The job is the first to run again.
     */
    public record Worker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> topics,
            @DefaultValue List<String> labels,
            @DefaultValue("15s") Duration lease,
            @DefaultValue("5s") Duration heartbeat,
            @DefaultValue("30s") Duration shutdownGrace,
            @DefaultValue("false") boolean exitOnError) {}

    /**
     * Queue over HTTP.
     *
     * @param enabled Whether the stream of events is served.
     * @param path Path below which it is served.
     */
    public record Web(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/jobq") String path) {}
}
