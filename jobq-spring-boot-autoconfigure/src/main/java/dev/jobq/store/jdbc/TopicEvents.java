package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import java.sql.SQLException;

/** Events that belong to no job: of topics, and of jobs that are gone. No job's end takes them along, so their number is bounded. */
final class TopicEvents {

    /** About a year of somebody who does thirty things a day. */
    private static final int KEPT = 10_000;

    private TopicEvents() {}

    /**
     * Writes one.
     *
     * @param data JSON text
     */
    static void write(Session session, String topic, String data) throws SQLException {
        session.call("event_topic")
                .set("type", JobEvent.Type.OPERATOR.key())
                .set("topic", topic)
                .set("data", data)
                .update();
        session.call("event_apart_cut").set("keep", KEPT).update();
    }
}
