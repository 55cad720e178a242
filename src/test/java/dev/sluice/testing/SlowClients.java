package dev.sluice.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that send a little, and read nothing unless they are told to; with as small a receive buffer as there can be. */
public final class SlowClients implements AutoCloseable {
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    /** @param port on this machine */
    public SlowClients(int port) {
        this.port = port;
    }

    /** Connects and sends this. */
    public Socket open(String request) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Connects so many clients that send this. */
    public void open(int count, String request) throws IOException {
        for (int i = 0; i < count; i++) {
            open(request);
        }
    }

    /** The same, but each sends the last byte never, and until then one byte after each pause. */
    public void drip(int count, String begin, String rest, Duration pause) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = open(begin);
            Thread thread = new Thread(() -> drip(socket, rest, pause), "slow-client");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void drip(Socket socket, String rest, Duration pause) {
        try {
            for (int i = 0; i < rest.length() - 1; i++) {
                Thread.sleep(pause.toMillis());
                socket.getOutputStream().write(rest.charAt(i));
            }
        } catch (IOException | InterruptedException e) {
            // The other side has closed it, or the test has ended.
        }
    }

    /** What each was answered by the time that the other side had closed its connection. */
    public List<String> awaitAnswers() throws IOException {
        List<String> answers = new ArrayList<>();
        for (Socket socket : sockets) {
            answers.add(awaitAnswer(socket));
        }
        return answers;
    }

    /** What came until the other side closed the connection. */
    public static String awaitAnswer(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        StringBuilder answer = new StringBuilder();
        try {
            byte[] buffer = new byte[64 * 1024];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was left open after: " + answer, e);
        } catch (IOException e) {
            // A reset is an end as well.
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
