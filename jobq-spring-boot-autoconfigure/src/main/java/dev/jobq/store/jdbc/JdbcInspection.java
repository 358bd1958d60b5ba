package dev.jobq.store.jdbc;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JsonCodec;
import dev.jobq.LimitUse;
import dev.jobq.ProcessId;
import dev.jobq.store.Inspection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who holds what, on both dialects. Every query is bounded by running jobs, or by the number that is asked for. */
public final class JdbcInspection implements Inspection {

    private final Transactor transactor;
    private final BlockedKeys blockedKeys;

    public JdbcInspection(Transactor transactor, JsonCodec codec) {
        this.transactor = transactor;
        this.blockedKeys = new BlockedKeys(codec);
    }

    @Override
    public List<Occupied> occupied() {
        return transactor.read(session -> session.call("running_types").list(JdbcInspection::occupied));
    }

    @Override
    public Optional<Hold> hold(JobId id) {
        return transactor.read(
                session -> session.call("running_hold").set("job", id.value()).first(JdbcInspection::hold));
    }

    @Override
    public long ahead(Job job, int most) {
        return transactor.read(session -> session.call("ready_ahead")
                .set("topic", job.topic())
                .set("rank", -job.priority())
                .set("runAt", job.runAt())
                .set("job", job.id().value())
                .set("most", most)
                .first(row -> row.getLong(1))
                .orElse(0L));
    }

    @Override
    public Optional<Place> place(Job job, int most) {
        return transactor.read(session -> blockedKeys.place(session, job, most));
    }

    @Override
    public LimitUse limitUse(String topic) {
        return transactor.read(session -> LimitLook.of(session, topic));
    }

    @Override
    public Optional<KeyUse> keyUse(Job job) {
        String key = job.key();
        return key == null ? Optional.empty() : transactor.read(session -> LimitLook.of(session, job.topic(), key));
    }

    @Override
    public Optional<Preference> preference(JobId id) {
        return transactor.read(session -> {
            long now = session.files().now();
            return JobLabels.find(session, id.value())
                    .filter(row -> row.until() == null || row.until() > now)
                    .map(JdbcInspection::preference);
        });
    }

    private static Preference preference(JobLabels.Row row) {
        Long until = row.label().patience() == null ? null : row.until();
        return new Preference(row.label().name(), until == null ? null : Call.instant(until), row.isAside());
    }

    private static Occupied occupied(ResultSet row) throws SQLException {
        String type = row.getString(3);
        return new Occupied(worker(row), row.getString(2), type == null ? "" : type, row.getInt(4));
    }

    private static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                worker(row), Call.instant(row.getLong(2)), row.getInt(3) != 0, row.getInt(4) != 0, row.getInt(5) != 0);
    }

    private static @Nullable ProcessId worker(ResultSet row) throws SQLException {
        String name = row.getString(1);
        return name == null ? null : ProcessId.parse(name);
    }
}
