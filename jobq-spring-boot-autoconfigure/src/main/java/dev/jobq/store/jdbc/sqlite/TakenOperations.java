package dev.jobq.store.jdbc.sqlite;

import dev.jobq.store.jdbc.Waking;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has taken from the queues, in order: nobody else answers it any more. Hangs together by itself, as a list may
 * have to grow when there is no memory, and would lose the one that was just taken.
 */
final class TakenOperations {

    private @Nullable WriteOperation<?> first;
    private @Nullable WriteOperation<?> last;
    private int size;

    void add(WriteOperation<?> operation) {
        if (last == null) {
            first = operation;
        } else {
            last.following = operation;
        }
        last = operation;
        size++;
    }

    /** Makes a failure the outcome of all that have none of their own. */
    void failAll(Throwable cause) {
        for (WriteOperation<?> operation = first; operation != null; operation = operation.following) {
            if (!operation.hasFailed()) {
                operation.fail(cause);
            }
        }
    }

    /** Lets all callers go on, and forgets them. */
    void answer() {
        answer(size);
    }

    /** Lets most of the callers go on, those that were taken first, and forgets them. */
    void answerFirst() {
        answer(Waking.first(size));
    }

    private void answer(int many) {
        int left = size - many;
        while (size > left && first != null) {
            // Once answered, it is its caller's.
            WriteOperation<?> operation = first;
            first = operation.following;
            operation.following = null;
            size--;
            operation.answer();
        }
        if (first == null) {
            last = null;
        }
    }
}
