package dev.jobq.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.springframework.util.ClassUtils;

/** Reads what the current thread has used so far; −1 where the JVM cannot tell, as for virtual threads. */
final class ResourceMeter {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final boolean HAS_CPU_TIME = THREADS.isCurrentThreadCpuTimeSupported();

    private static final boolean HAS_ALLOCATION =
            ClassUtils.isPresent("com.sun.management.ThreadMXBean", null) && Allocation.isSupported();

    private final long cpuBefore = cpuNanos();
    private final long allocatedBefore = allocatedBytes();

    /** What was used since this meter was made, on the same thread. */
    Usage used() {
        return new Usage(since(cpuBefore, cpuNanos()), since(allocatedBefore, allocatedBytes()));
    }

    private static long since(long before, long now) {
        return before < 0 || now < 0 ? -1 : now - before;
    }

    private static long cpuNanos() {
        try {
            return HAS_CPU_TIME ? THREADS.getCurrentThreadCpuTime() : -1;
        } catch (UnsupportedOperationException ex) {
            return -1;
        }
    }

    private static long allocatedBytes() {
        return HAS_ALLOCATION ? Allocation.bytes() : -1;
    }

    /**
     * What a thread used.
     *
     * @param cpuNanos processor time, or −1
     * @param allocatedBytes memory allocated, or −1
     */
    record Usage(long cpuNanos, long allocatedBytes) {
        static final Usage UNKNOWN = new Usage(-1, -1);
    }

    /** Apart, because not every JVM has the class. */
    private static final class Allocation {

        static boolean isSupported() {
            return THREADS instanceof com.sun.management.ThreadMXBean threads
                    && threads.isThreadAllocatedMemorySupported()
                    && threads.isThreadAllocatedMemoryEnabled();
        }

        static long bytes() {
            try {
                return ((com.sun.management.ThreadMXBean) THREADS).getCurrentThreadAllocatedBytes();
            } catch (UnsupportedOperationException ex) {
                return -1;
            }
        }
    }
}
