package dev.jobq;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells one running process from all others, where and when: {@code hostname.pid.seconds.millis}, the form of the
 * Sparqueue design. A worker's id has this form too. Host names may contain dots.
 *
 * @param host the host name
 * @param pid the operating system's process id
 * @param startedAt when the process began to use the store, in milliseconds
 */
public record ProcessId(String host, long pid, Instant startedAt) {

    private static final Pattern FORM = Pattern.compile("(.+)\\.(\\d+)\\.(\\d+)\\.(\\d{1,3})");

    public ProcessId {
        if (host.isBlank() || pid < 0) {
            throw new IllegalArgumentException("A process id needs a host and a pid: '%s', %d".formatted(host, pid));
        }
        startedAt = Instant.ofEpochMilli(startedAt.toEpochMilli());
    }

    /**
     * The id of this very process.
     *
     * @param startedAt when it began to use the store
     */
    public static ProcessId ofThisProcess(Instant startedAt) {
        return new ProcessId(hostName(), ProcessHandle.current().pid(), startedAt);
    }

    /**
     * Reads what {@link #toString()} prints.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static ProcessId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not of the form hostname.pid.seconds.millis".formatted(text));
        }
        Instant startedAt =
                Instant.ofEpochSecond(Long.parseLong(matcher.group(3))).plusMillis(Long.parseLong(matcher.group(4)));
        return new ProcessId(matcher.group(1), Long.parseLong(matcher.group(2)), startedAt);
    }

    /** A job's full name: {@code hostname.pid.seconds.millis.id} of the process that enqueued it. */
    public String nameOf(JobId job) {
        return this + "." + job;
    }

    /** The label that only this worker carries, see {@link NewJob#near}. */
    public String label() {
        return "worker:" + this;
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.isBlank() ? "localhost" : name;
        } catch (UnknownHostException ex) {
            return "localhost";
        }
    }

    @Override
    public String toString() {
        return "%s.%d.%d.%03d".formatted(host, pid, startedAt.getEpochSecond(), startedAt.getNano() / 1_000_000);
    }
}
