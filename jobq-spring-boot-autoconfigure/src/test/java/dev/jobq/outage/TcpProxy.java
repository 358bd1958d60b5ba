package dev.jobq.outage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and its server: lets bytes through, swallows them without a word, or cuts connections. */
final class TcpProxy implements Closeable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean isSwallowing;

    /**
     * @param target the server's port
     */
    TcpProxy(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on connections are accepted, and nothing that is said on any of them arrives. */
    void swallow(boolean swallows) {
        isSwallowing = swallows;
    }

    /** New connections lead there. */
    void target(int port) {
        target = port;
    }

    /** Breaks all connections. */
    void cut() {
        open.forEach(TcpProxy::close);
        open.clear();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                open.add(client);
                try {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    open.add(server);
                    start(() -> pump(client, server));
                    start(() -> pump(server, client));
                } catch (IOException ex) {
                    // Nobody listens there.
                    close(client);
                }
            }
        } catch (IOException ex) {
            // Closed.
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!isSwallowing) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException ex) {
            // One of them is gone.
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
