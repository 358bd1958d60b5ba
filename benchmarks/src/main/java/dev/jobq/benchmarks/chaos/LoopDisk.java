package dev.jobq.benchmarks.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small ext4 file system in a file, whose power can be cut: {@code EXT4_IOC_SHUTDOWN} with {@code NOLOGFLUSH} stops it at
 * once, and all that was not flushed to the disk is gone when it is mounted again. Needs root.
 */
final class LoopDisk implements AutoCloseable {

    private static final String SHUT_DOWN =
            "open(D, '<', $ARGV[0]) or die $!; my $f = pack('I', 2); ioctl(D, 0x8004587D, $f) or die $!";

    private final Path image;
    private final Path mountPoint;
    private boolean isMounted;

    LoopDisk(Path directory, int megabytes) throws IOException, InterruptedException {
        image = directory.resolve("disk.img");
        mountPoint = Files.createDirectory(directory.resolve("disk"));
        run("truncate", "-s", megabytes + "M", image.toString());
        run("mkfs.ext4", "-q", "-F", image.toString());
        mount();
    }

    /** Whether this machine and user can have one: the reason why not, or an empty text. */
    static String whyNot() throws IOException {
        if (ProcessHandle.current().info().user().filter("root"::equals).isEmpty()) {
            return "it mounts a file system, which needs root";
        }
        for (String command : List.of("mkfs.ext4", "mount", "umount", "chattr", "perl")) {
            if (List.of("/bin", "/sbin", "/usr/bin", "/usr/sbin").stream()
                    .noneMatch(directory -> Files.isExecutable(Path.of(directory, command)))) {
                return "there is no " + command;
            }
        }
        return Files.exists(Path.of("/dev/loop-control")) ? "" : "there are no loop devices";
    }

    Path path() {
        return mountPoint;
    }

    /** Cuts the power: from now on nothing can be read or written. */
    void cutPower() throws IOException, InterruptedException {
        run("perl", "-e", SHUT_DOWN, mountPoint.toString());
    }

    /** Brings back what had reached the disk. Nobody may have files open. */
    void restore() throws IOException, InterruptedException {
        run("umount", mountPoint.toString());
        isMounted = false;
        mount();
    }

    private void mount() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        isMounted = true;
    }

    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.trim());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (isMounted) {
            run("umount", "-l", mountPoint.toString());
            isMounted = false;
        }
    }
}
