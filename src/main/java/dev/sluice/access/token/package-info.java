/**
 * Tokens: JWT (RFC 7519) signed by JWS (RFC 7515), and the keys that verify them, from a setting or from an issuer.
 * Begin with {@link dev.sluice.access.token.JwtVerifier}. The structure of a token is read strictly here; only the
 * signatures are left to jose4j. No text of a token and no secret may go into a log or an exception.
 */
package dev.sluice.access.token;
