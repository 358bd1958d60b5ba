package dev.jobq.store.jdbc;

import dev.jobq.store.FeedEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of all jobs and workers, merged from the rows that exist anyway. Every source is read by an index and for as many
 * rows as the answer may have. New jobs and event rows are shown only when no older transaction is open that could still add
 * one before them, so that followers skip none; on PostgreSQL a move whose transaction commits much later than its time may be
 * passed over by a follower that is right at the end.
 */
final class Feed {

    private static final List<Integer> ENDED = List.of(8, 9, 10);

    private final FeedSources sources;

    Feed(JobRows rows) {
        this.sources = new FeedSources(rows);
    }

    List<FeedEvent> read(Session session, @Nullable String after, int limit) throws SQLException {
        return after == null ? newest(session, limit) : following(session, FeedCursor.parse(after), limit);
    }

    private List<FeedEvent> newest(Session session, int limit) throws SQLException {
        List<FeedSources.Item> created =
                session.call("feed_created_newest").set("limit", limit).list(sources::created);
        List<FeedSources.Item> noted =
                session.call("feed_noted_newest").set("limit", limit).list(sources::noted);
        List<FeedSources.Item> items = new ArrayList<>(created);
        items.addAll(noted);
        items.addAll(session.call("feed_started_newest").set("limit", limit).list(sources::started));
        session.call("feed_attempts_newest").set("limit", limit).list(row -> items.addAll(sources.attempt(row)));
        for (String topic : topics(session)) {
            for (int status : ENDED) {
                session.call("feed_done_newest")
                        .set("topic", topic)
                        .set("status", status)
                        .set("limit", limit)
                        .list(row -> items.addAll(sources.done(row)));
            }
        }
        items.sort(Comparator.comparing(FeedSources.Item::key));
        List<FeedEvent> feed = number(new FeedCursor(FeedCursor.Key.START, lowest(created), lowest(noted)), items);
        List<FeedEvent> last = new ArrayList<>(feed.subList(Math.max(0, feed.size() - limit), feed.size()));
        Collections.reverse(last);
        return last;
    }

    private List<FeedEvent> following(Session session, FeedCursor cursor, int limit) throws SQLException {
        FeedCursor.Key key = cursor.key();
        List<FeedSources.Item> items = new ArrayList<>();
        items.addAll(session.call("feed_created_after")
                .set("after", cursor.job())
                .set("limit", limit)
                .list(sources::created));
        items.addAll(session.call("feed_noted_after")
                .set("after", cursor.event())
                .set("limit", limit)
                .list(sources::noted));
        items.addAll(session.call("feed_started_after")
                .set("at", key.at())
                .set("job", key.firstJob(FeedSources.STARTED))
                .set("limit", limit + 1)
                .list(sources::started));
        session.call("feed_attempts_after")
                .set("at", key.at())
                .set("job", key.firstJob(FeedSources.ATTEMPT))
                .set("limit", limit + 1)
                .list(row -> items.addAll(sources.attempt(row)));
        for (String topic : topics(session)) {
            for (int status : ENDED) {
                session.call("feed_done_after")
                        .set("topic", topic)
                        .set("status", status)
                        .set("at", key.at())
                        .set("job", key.firstJob(FeedSources.DONE))
                        .set("limit", limit + 1)
                        .list(row -> items.addAll(sources.done(row)));
            }
        }
        items.removeIf(item -> !item.isAfter(cursor));
        items.sort(Comparator.comparing(FeedSources.Item::key));
        return number(cursor, items.subList(0, Math.min(limit, items.size())));
    }

    private static List<FeedEvent> number(FeedCursor start, List<FeedSources.Item> items) {
        List<FeedEvent> feed = new ArrayList<>(items.size());
        FeedCursor cursor = start;
        for (FeedSources.Item item : items) {
            cursor = item.after(cursor);
            feed.add(new FeedEvent(
                    cursor.toString(),
                    Call.instant(item.key().at()),
                    item.type(),
                    item.event(),
                    item.worker(),
                    item.data()));
        }
        return feed;
    }

    /** The watermark below all of them. */
    private static long lowest(List<FeedSources.Item> items) {
        return items.stream().mapToLong(item -> item.key().id()).min().orElse(1) - 1;
    }

    private static List<String> topics(Session session) throws SQLException {
        return session.call("feed_topics").list(row -> row.getString(1));
    }
}
