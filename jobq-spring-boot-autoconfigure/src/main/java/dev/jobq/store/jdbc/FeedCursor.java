package dev.jobq.store.jdbc;

import dev.jobq.InvalidJobException;

/**
 * A place in the feed. New jobs and event rows are followed by id; what is derived from rows that change their table, by time.
 *
 * @param key the last place in time
 * @param job the highest job id told as created
 * @param event the highest event id told
 */
record FeedCursor(Key key, long job, long event) {

    /**
     * A place in time.
     *
     * @param at microseconds
     * @param source which source, in the order in which they are told at equal times
     * @param id the job
     * @param part which event of that row
     */
    record Key(long at, int source, long id, int part) implements Comparable<Key> {

        static final Key START = new Key(0, 0, 0, 0);

        @Override
        public int compareTo(Key other) {
            int order = Long.compare(at, other.at);
            order = order != 0 ? order : Integer.compare(source, other.source);
            order = order != 0 ? order : Long.compare(id, other.id);
            return order != 0 ? order : Integer.compare(part, other.part);
        }

        /** From which job on rows of a source at this very time are still to be told. */
        long firstJob(int of) {
            return of > source ? 0 : of == source ? id : Long.MAX_VALUE;
        }
    }

    /** This place, but not behind what is complete. */
    FeedCursor atMost(FeedMarks.Mark mark) {
        Key reached = key.at <= mark.at() ? key : new Key(mark.at(), Integer.MAX_VALUE, 0, 0);
        return new FeedCursor(reached, Math.min(job, mark.job()), Math.min(event, mark.event()));
    }

    static FeedCursor parse(String text) {
        String[] parts = text.split("-", -1);
        try {
            if (parts.length == 6) {
                Key key = new Key(
                        Long.parseLong(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]),
                        Integer.parseInt(parts[3]));
                return new FeedCursor(key, Long.parseLong(parts[4]), Long.parseLong(parts[5]));
            }
        } catch (NumberFormatException ex) {
            // Falls through to the one answer for everything that is no cursor.
        }
        throw new InvalidJobException(
                "'%s' is not a cursor of this feed: take one from an earlier answer".formatted(text));
    }

    @Override
    public String toString() {
        return "%d-%d-%d-%d-%d-%d".formatted(key.at, key.source, key.id, key.part, job, event);
    }
}
