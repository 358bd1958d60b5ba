package dev.jobq.store.jdbc;

import dev.jobq.BlockedKey;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds lines in which jobs wait, and the head of each. */
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
        Map<String, Head> heads = new HashMap<>();
        session.call("line_heads")
                .set("topic", topic)
                .set("lines", codec.write(next.keySet()))
                .list(row -> heads.put(
                        row.getString(1), new Head(new JobId(row.getLong(2)), StatusCode.status(row.getInt(3)))));
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

    private record Head(JobId job, JobStatus status) {}
}
