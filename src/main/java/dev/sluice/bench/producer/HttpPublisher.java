package dev.sluice.bench.producer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Publishes with a POST for each payload, one after the other over one connection. */
public final class HttpPublisher implements Publisher {
    private static final int MAX_LINE = 8 << 10;
    private static final String LENGTH = "content-length:";

    private final URI url;
    private final String request;
    private Socket socket;
    private InputStream answers;

    private HttpPublisher(URI url) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        this.url = url;
        this.request = "POST " + url.getRawPath() + query + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nContent-Type: text/plain\r\nContent-Length: ";
    }

    public static HttpPublisher to(URI url) throws IOException {
        HttpPublisher publisher = new HttpPublisher(url);
        publisher.connect();
        return publisher;
    }

    private void connect() throws IOException {
        try {
            socket = new Socket(url.getHost(), url.getPort());
        } catch (ConnectException | UnknownHostException e) {
            throw new IOException(url + " cannot be reached: " + e.getMessage(), e);
        }
        socket.setTcpNoDelay(true);
        answers = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public void publish(List<byte[]> payloads) throws IOException {
        for (byte[] payload : payloads) {
            byte[] head = (request + payload.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + payload.length);
            System.arraycopy(payload, 0, whole, head.length, payload.length);
            socket.getOutputStream().write(whole);
            readAnswer();
        }
    }

    private void readAnswer() throws IOException {
        String status = readLine();
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException("the server answers a POST with " + status);
        }
        long length = status.startsWith("HTTP/1.1 204") ? 0 : -1;
        boolean last = false;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith(LENGTH)) {
                length = Long.parseLong(header.substring(LENGTH.length()).strip());
            }
            last |= header.matches("connection:\\s*close");
        }
        if (length < 0) {
            throw new IOException("the server answers a POST without a Content-Length");
        }
        answers.skipNBytes(length);
        if (last) {
            close(); // nginx has a thousand requests on a connection at most
            connect();
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = answers.read(); b != '\n'; b = answers.read()) {
            if (b < 0 || line.length() > MAX_LINE) {
                throw new EOFException("the server ended its answer to a POST");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
