package dev.jobq.engine;

import java.util.Deque;
import java.util.List;

/** Changes of queues that are made whole or not at all, even where there is no memory for them. */
final class Queues {

    private Queues() {}

    static <T> void addAll(Deque<T> queue, List<T> more) {
        int added = 0;
        try {
            for (T each : more) {
                queue.addLast(each);
                added++;
            }
        } catch (VirtualMachineError ex) {
            for (; added > 0; added--) {
                queue.removeLast();
            }
            throw ex;
        }
    }

    /** False if there is no room. */
    static <T> boolean addFirst(Deque<T> queue, T one) {
        try {
            queue.addFirst(one);
            return true;
        } catch (VirtualMachineError ex) {
            return false;
        }
    }
}
