package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * An answer of a server, as its bytes come, to a request that no HTTP client would send.
 *
 * @param status of the answer
 * @param text the answer with its head; of a stream, what comes in the first moment
 */
public record HttpText(int status, String text) {
    private static final int MOMENT_MILLIS = 300;

    /** Asks a server of this machine as {@code localhost}; a POST has a body of one byte. */
    public static HttpText ask(int port, String method, String target, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder request =
                    new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            request.append(method.equals("POST") ? "Content-Length: 1\r\n\r\nx" : "\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            String text = read(socket);
            return new HttpText(Integer.parseInt(text.split(" ", 3)[1]), text);
        }
    }

    /** Reads the head of a request or an answer. */
    public static String readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("only: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.write(buffer, 0, n);
                boolean isStream = read.toString(StandardCharsets.UTF_8).contains("text/event-stream");
                socket.setSoTimeout(isStream ? MOMENT_MILLIS : 0);
            }
        } catch (SocketTimeoutException e) {
            // A stream does not end.
        }
        return read.toString(StandardCharsets.UTF_8);
    }
}
