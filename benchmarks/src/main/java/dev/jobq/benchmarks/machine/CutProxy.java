package dev.jobq.benchmarks.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between processes and a server, and can cut their connections: at once, or after having kept back answers, so that
 * those who asked never learn what became of it; or hold up all that passes. Nobody but this machine reaches it.
 */
public final class CutProxy implements AutoCloseable {

    private static final int BUFFER = 8_192;
    private static final long HOLDING_NANOS = 5_000_000;

    private final ServerSocket door;
    private volatile int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean isSilent;
    private volatile boolean isRefusing;
    private volatile boolean isHolding;

    /** @param server the port that it leads to */
    public CutProxy(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** New connections lead to this port. */
    public void lead(int port) {
        server = port;
    }

    /** Cuts all connections in the midst of whatever they are about. */
    public void cut() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    /** From now on questions arrive and answers do not, until {@link #speak()}. */
    public void beSilent() {
        isSilent = true;
    }

    /** Cuts all connections, and lets answers through on new ones. */
    public void speak() {
        cut();
        isSilent = false;
    }

    /** Cuts all connections and refuses new ones, or takes them again. */
    public void refuse(boolean isToRefuse) {
        isRefusing = isToRefuse;
        cut();
    }

    /** Lets nothing through, as a network that is down; or all that was kept back, as one that sends it again. */
    public void hold(boolean isToHold) {
        isHolding = isToHold;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (isRefusing) {
                    close(client);
                    continue;
                }
                connect(client);
            } catch (IOException refused) {
                // Closed, or the server is down: whoever asks is refused.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        Socket upstream = new Socket();
        try {
            upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
        } catch (IOException ex) {
            close(client);
            throw ex;
        }
        sockets.add(upstream);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        start(() -> pump(client, upstream, false));
        start(() -> pump(upstream, client, true));
    }

    private void pump(Socket from, Socket to, boolean isAnswer) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                while (isHolding) {
                    LockSupport.parkNanos(HOLDING_NANOS);
                }
                if (!isAnswer || !isSilent) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException ex) {
            // One side is gone, and takes the other along.
            return;
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException ex) {
            // It was gone already.
            return;
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cut-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
