package dev.jobq.benchmarks.chaos;

import dev.jobq.benchmarks.machine.CutProxy;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.machine.PostgresServer;
import java.io.IOException;
import java.sql.SQLException;

/** Servers that follow each other, the one after the other has died, at the same address. */
final class Succession implements AutoCloseable {

    private static final long TOGETHER_MILLIS = 500;

    private final Disk disk;
    private final CutProxy address;
    private PostgresServer reigning;
    private PostgresServer next;

    /** @param address where whoever reigns is reached */
    Succession(Disk disk, PostgresServer first, CutProxy address) {
        this.disk = disk;
        this.address = address;
        this.reigning = first;
        this.next = first;
    }

    Outage outage() {
        return new Outage(Outage.PROMOTED, this::end, this::begin);
    }

    /** The follower has what was acknowledged last, too; then the one that it follows dies. */
    private void end() throws IOException, SQLException, InterruptedException {
        next = reigning.follower(disk.directory("follower").resolve("data"));
        Pause.millis(TOGETHER_MILLIS);
        reigning.kill();
    }

    private void begin() throws SQLException {
        next.promote();
        reigning = next;
        address.lead(next.port());
        address.cut();
    }

    @Override
    public void close() throws IOException {
        reigning.close();
        if (next != reigning) {
            next.close();
        }
    }
}
