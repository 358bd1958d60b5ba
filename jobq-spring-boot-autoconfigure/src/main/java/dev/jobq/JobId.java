package dev.jobq;

/**
 * The identity of a job: a number given by the store, growing, below 2<sup>53</sup> so that any JSON reader keeps it exact. No
 * two jobs ever have the same one, deleted jobs included. A number that was returned in a transaction that was then rolled
 * back never was a job's; on SQLite the next job gets it.
 *
 * @param value the number, from 1
 */
public record JobId(long value) implements Comparable<JobId> {

    private static final long LIMIT = 1L << 53;

    public JobId {
        if (value < 1 || value >= LIMIT) {
            throw new InvalidJobException("Job id %d is out of range: ids run from 1 to 2^53 - 1".formatted(value));
        }
    }

    /**
     * Reads an id as {@link #toString()} prints it.
     *
     * @throws InvalidJobException if the text is not such a number
     */
    public static JobId parse(String text) {
        try {
            return new JobId(Long.parseLong(text));
        } catch (NumberFormatException ex) {
            throw new InvalidJobException("Job id '%s' is not a whole number".formatted(text));
        }
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
