package dev.jobq.store.jdbc;

import dev.jobq.BlockedKey;
import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.store.Inspection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds lines in which jobs wait, the head of each, and where in them a job stands. */
final class BlockedKeys {

    private final JsonCodec codec;

    BlockedKeys(JsonCodec codec) {
        this.codec = codec;
    }

    List<BlockedKey> read(Session session, String topic, int limit) throws SQLException {
        Map<String, JobId> next = new LinkedHashMap<>();
        session.call("line_walk")
                .set("topic", topic)
                .set("limit", limit)
                .list(row -> next.put(row.getString(1), new JobId(row.getLong(2))));
        if (next.isEmpty()) {
            return List.of();
        }
        Map<String, Head> heads = heads(session, topic, next.keySet());
        List<BlockedKey> blocked = new ArrayList<>();
        next.forEach((line, job) -> {
            Head head = heads.get(line);
            blocked.add(
                    head == null
                            ? new BlockedKey(line, null, null, job)
                            : new BlockedKey(line, head.job, head.status, job));
        });
        return blocked;
    }

    /** Empty if the job stands in no line; it may be its head. */
    Optional<Inspection.Place> place(Session session, Job job, int most) throws SQLException {
        Optional<Waiting> waiting = session.call("line_behind")
                .set("job", job.id().value())
                .set("most", most)
                .first(row -> new Waiting(row.getString(1), row.getLong(2)));
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        String line = waiting.get().line;
        Head head = heads(session, job.topic(), Set.of(line)).get(line);
        return Optional.of(new Inspection.Place(
                line, head == null ? null : head.job, head == null ? null : head.status, waiting.get().behind));
    }

    private Map<String, Head> heads(Session session, String topic, Set<String> lines) throws SQLException {
        Map<String, Head> heads = new HashMap<>();
        session.call("line_heads")
                .set("topic", topic)
                .set("lines", codec.write(lines))
                .list(row -> heads.put(
                        row.getString(1), new Head(new JobId(row.getLong(2)), StatusCode.status(row.getInt(3)))));
        return heads;
    }

    private record Waiting(String line, long behind) {}

    private record Head(JobId job, JobStatus status) {}
}
