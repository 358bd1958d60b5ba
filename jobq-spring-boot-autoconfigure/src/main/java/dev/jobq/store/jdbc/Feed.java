package dev.jobq.store.jdbc;

import dev.jobq.store.FeedEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of all jobs and workers, merged from the rows that exist anyway. Every source is read by an index and for as many
 * rows as the answer may have.
 *
 * <p>A follower is shown only what no open transaction can come before any more ({@link FeedMarks}), so it skips nothing that
 * was committed; the price is that on PostgreSQL a transaction that stays open holds followers back. Without a cursor the
 * newest events are shown whatever is open, and a cursor taken there may tell the last of them again. Only the start of an
 * attempt that has ended meanwhile may be missed, by a follower that is behind by more events than it reads at once: its end
 * tells when it began.
 */
final class Feed {

    private static final List<Integer> ENDED = List.of(8, 9, 10);

    private final FeedMarks marks = new FeedMarks();
    private final FeedSources sources;

    Feed(JobRows rows) {
        this.sources = new FeedSources(rows);
    }

    List<FeedEvent> read(Session session, @Nullable String after, int limit) throws SQLException {
        return after == null ? newest(session, limit) : following(session, FeedCursor.parse(after), limit);
    }

    private List<FeedEvent> newest(Session session, int limit) throws SQLException {
        FeedMarks.Mark mark = marks.current(session);
        List<FeedSources.Item> created =
                inOrder(session.call("feed_created_newest").set("limit", limit).list(sources::created));
        List<FeedSources.Item> noted =
                inOrder(session.call("feed_noted_newest").set("limit", limit).list(sources::noted));
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
        FeedCursor start = new FeedCursor(FeedCursor.Key.START, lowest(created), lowest(noted));
        List<FeedEvent> feed = number(start, sorted(items), mark);
        List<FeedEvent> last = new ArrayList<>(feed.subList(Math.max(0, feed.size() - limit), feed.size()));
        Collections.reverse(last);
        return last;
    }

    private List<FeedEvent> following(Session session, FeedCursor cursor, int limit) throws SQLException {
        FeedMarks.Mark mark = marks.settled(session);
        FeedCursor.Key key = cursor.key();
        List<FeedSources.Item> items = new ArrayList<>();
        items.addAll(inOrder(session.call("feed_created_after")
                .set("after", cursor.job())
                .set("until", mark.job())
                .set("limit", limit)
                .list(sources::created)));
        items.addAll(inOrder(session.call("feed_noted_after")
                .set("after", cursor.event())
                .set("until", mark.event())
                .set("limit", limit)
                .list(sources::noted)));
        items.addAll(session.call("feed_started_after")
                .set("at", key.at())
                .set("job", key.firstJob(FeedSources.STARTED))
                .set("until", mark.at())
                .set("limit", limit + 1)
                .list(sources::started));
        session.call("feed_attempts_after")
                .set("at", key.at())
                .set("job", key.firstJob(FeedSources.ATTEMPT))
                .set("until", mark.at())
                .set("limit", limit + 1)
                .list(row -> items.addAll(sources.attempt(row)));
        for (String topic : topics(session)) {
            for (int status : ENDED) {
                session.call("feed_done_after")
                        .set("topic", topic)
                        .set("status", status)
                        .set("at", key.at())
                        .set("job", key.firstJob(FeedSources.DONE))
                        .set("until", mark.at())
                        .set("limit", limit + 1)
                        .list(row -> items.addAll(sources.done(row)));
            }
        }
        items.removeIf(item -> !item.isAfter(cursor));
        List<FeedSources.Item> sorted = sorted(items);
        return number(cursor, sorted.subList(0, Math.min(limit, sorted.size())), mark);
    }

    /** In the order of ids, by which they are followed: where times run against it, the later id is taken for as late. */
    private static List<FeedSources.Item> inOrder(List<FeedSources.Item> items) {
        List<FeedSources.Item> ordered = new ArrayList<>(items);
        ordered.sort(Comparator.comparing(item -> item.key().id()));
        long at = 0;
        for (int i = 0; i < ordered.size(); i++) {
            at = Math.max(at, ordered.get(i).key().at());
            ordered.set(i, ordered.get(i).notBefore(at));
        }
        return ordered;
    }

    /** An attempt that was read from two rows has begun only once. */
    private static List<FeedSources.Item> sorted(List<FeedSources.Item> items) {
        Map<FeedCursor.Key, FeedSources.Item> sorted = new TreeMap<>();
        items.forEach(item -> sorted.put(item.key(), item));
        return new ArrayList<>(sorted.values());
    }

    private static List<FeedEvent> number(FeedCursor start, List<FeedSources.Item> items, FeedMarks.Mark mark) {
        List<FeedEvent> feed = new ArrayList<>(items.size());
        FeedCursor cursor = start;
        for (FeedSources.Item item : items) {
            cursor = item.after(cursor);
            feed.add(new FeedEvent(
                    cursor.atMost(mark).toString(),
                    item.at(),
                    item.type(),
                    item.event(),
                    item.worker(),
                    item.data(),
                    item.topic()));
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
