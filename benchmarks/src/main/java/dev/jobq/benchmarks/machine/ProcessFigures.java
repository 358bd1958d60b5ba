package dev.jobq.benchmarks.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What Linux and the JVM tell of processes. */
public final class ProcessFigures {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int TICKS_PER_SECOND = 100;

    private ProcessFigures() {}

    /** Processor time of this process. */
    public static Duration cpu() {
        return Duration.ofNanos(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
    }

    /** Processor time of a process, of its living children, and of those it has waited for. */
    public static Duration cpuOfFamily(long pid) throws IOException {
        long ticks = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long[] stat = stat(process);
                if (stat.length == 0) {
                    continue;
                }
                boolean isParent = process.getFileName().toString().equals(Long.toString(pid));
                if (isParent || stat[0] == pid) {
                    ticks += stat[1] + stat[2] + (isParent ? stat[3] + stat[4] : 0);
                }
            }
        }
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** Parent, then user and system time of itself and of the children waited for, in ticks; empty if it is gone. */
    private static long[] stat(Path process) {
        try {
            String text = Files.readString(process.resolve("stat"));
            // The name in brackets may hold blanks and brackets itself.
            String[] fields = BLANKS.split(text.substring(text.lastIndexOf(')') + 2), -1);
            return new long[] {
                Long.parseLong(fields[1]),
                Long.parseLong(fields[11]),
                Long.parseLong(fields[12]),
                Long.parseLong(fields[13]),
                Long.parseLong(fields[14])
            };
        } catch (IOException ex) {
            return new long[0];
        }
    }

    /** Bytes that this process had written to a disk. */
    public static long bytesWritten() throws IOException {
        return number(Path.of("/proc/self/io"), "write_bytes:");
    }

    /** Memory of this process in RAM, in MB. */
    public static double residentMegabytes() throws IOException {
        return number(Path.of("/proc/self/status"), "VmRSS:") / 1024.0;
    }

    /** Heap in use after a collection, in MB. */
    public static double heapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (1024.0 * 1024);
    }

    /**
     * Commits to a SQLite file since it was opened: the counter in its shared memory, read by another process, because
     * closing the file in this one would drop SQLite's locks.
     */
    public static long sqliteCommits(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("od", "-A", "n", "-t", "u4", "-j", "8", "-N", "4", file + "-shm").start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException("od cannot read " + file + "-shm");
        }
        return Long.parseLong(text.trim());
    }

    private static long number(Path file, String key) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> BLANKS.split(line, -1)[1])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + key + " in " + file));
    }
}
