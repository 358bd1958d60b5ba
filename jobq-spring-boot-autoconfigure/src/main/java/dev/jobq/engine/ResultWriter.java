package dev.jobq.engine;

import dev.jobq.JobRef;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.ResultTooLargeException;
import java.nio.charset.StandardCharsets;

/**
 * Writes what handlers return.
 *
 * @param codec writes JSON
 * @param maxBytes the longest result as UTF-8
 */
record ResultWriter(JsonCodec codec, long maxBytes) {

    private static final int MOST_BYTES_PER_CHAR = 3;

    /**
     * The result as JSON text.
     *
     * @throws JobSerializationException if it cannot be written, whatever the application's own classes throw meanwhile
     * @throws ResultTooLargeException if it is too long
     */
    String write(JobRef job, Object result) {
        String json = result instanceof JsonValue value ? value.text() : encode(result);
        // Most are far too short to need counting.
        if (json.length() > maxBytes / MOST_BYTES_PER_CHAR) {
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                throw new ResultTooLargeException(job, bytes, maxBytes);
            }
        }
        return json;
    }

    private String encode(Object result) {
        try {
            return codec.write(result);
        } catch (Throwable ex) {
            if (Failures.isOfTheMachine(ex)) {
                throw ex;
            }
            throw new JobSerializationException("The result cannot be written as JSON", ex);
        }
    }
}
