package dev.sluice.redis.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;

class ErrorTextTest {
    private static String words(Throwable cause) {
        return ErrorText.of(new JedisConnectionException(cause));
    }

    @Test
    void findsATimeOutHoweverDeep() {
        SocketTimeoutException timeout = new SocketTimeoutException("Read timed out");
        assertEquals("it did not answer in time", words(timeout));
        assertEquals("it did not answer in time", words(new JedisConnectionException("wrapped", timeout)));
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        assertEquals("no address is known for its host \"db\"", words(new UnknownHostException("db")));
    }

    @Test
    void whatTlsObjectsToIsSaid() {
        assertEquals(
                "TLS fails: no subject alternative names",
                words(new SSLHandshakeException(
                        "java.security.cert.CertificateException: no subject alternative names")));
    }

    @Test
    void saysThatACertificateIsUntrusted() {
        assertEquals(
                "TLS fails: no trusted authority signed the certificate (add ?ca=FILE to the URL)",
                words(new SSLHandshakeException("(certificate_unknown) PKIX path building failed: unable to find")));
    }

    @Test
    void whatIsNoRedisIsSaid() {
        assertEquals(
                "the server is not Redis, or it expects TLS (rediss://)",
                ErrorText.of(new JedisConnectionException("Unknown reply: H")));
    }

    @Test
    void otherErrorsOmitTheExceptionsName() {
        assertEquals("Broken pipe", words(new java.net.SocketException("Broken pipe")));
        assertEquals(
                "Failed to connect to db.example.com:6379",
                ErrorText.of(new JedisConnectionException("Failed to connect to db.example.com:6379.")));
        assertEquals("it failed", ErrorText.of(new JedisConnectionException((String) null)));
    }
}
