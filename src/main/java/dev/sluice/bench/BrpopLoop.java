package dev.sluice.bench;

import dev.sluice.bench.producer.RedisProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.Jedis;

/**
 * The floor for latency: one loop that pops and sends, to its connections in turns. It claims nothing, settles nothing
 * and does not notice closed connections.
 */
public final class BrpopLoop {
    private static final byte[] HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n:ok\n\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;

    private BrpopLoop(ServerSocket listener) {
        this.listener = listener;
    }

    /** Serves until the process is ended. */
    public static void serve(URI redis, String queue) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
                Jedis jedis = new Jedis(redis, RedisProbe.config(0))) {
            BrpopLoop loop = new BrpopLoop(listener);
            Thread acceptor = new Thread(loop::accept, "accept");
            acceptor.setDaemon(true);
            acceptor.start();
            System.out.println("http://localhost:" + listener.getLocalPort() + "/");
            byte[] key = queue.getBytes(StandardCharsets.UTF_8);
            for (int turn = 0; ; turn++) {
                loop.send(jedis.brpop(0, key).get(1), turn);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                if (socket.getInputStream().read(new byte[8192]) > 0) {
                    socket.getOutputStream().write(HEAD);
                    streams.add(socket.getOutputStream());
                }
            }
        } catch (IOException e) {
            System.err.println("No further connections: " + e.getMessage());
        }
    }

    private void send(byte[] message, int turn) {
        byte[] event = new byte[message.length + 8];
        System.arraycopy("data: ".getBytes(StandardCharsets.US_ASCII), 0, event, 0, 6);
        System.arraycopy(message, 0, event, 6, message.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        while (!streams.isEmpty()) {
            OutputStream stream = streams.get(turn % streams.size());
            try {
                stream.write(event);
                return;
            } catch (IOException e) {
                streams.remove(stream);
            }
        }
    }
}
