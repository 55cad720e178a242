<?php

/**
 * Makes tokens for Sluice (RFC 7519, HS256), without a library. The other scripts include it.
 */

declare(strict_types=1);

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function sluice_token(string $user, int $expires): string
{
    $signed = base64url('{"alg":"HS256"}') . '.'
        . base64url(json_encode(['sub' => $user, 'iat' => time(), 'exp' => $expires], JSON_THROW_ON_ERROR));
    $key = getenv('SLUICE_AUTH_KEY') ?: throw new RuntimeException('SLUICE_AUTH_KEY is not set');
    return $signed . '.' . base64url(hash_hmac('sha256', $signed, $key, true));
}

/** Returns the user of the session; without one, answers 401 and ends. Does not keep other requests waiting. */
function user_of_session(): string
{
    session_start(['read_and_close' => true]);
    $user = $_SESSION['user'] ?? null; // as your login sets it
    if (!is_int($user) && (!is_string($user) || $user === '')) {
        http_response_code(401);
        exit;
    }
    return (string) $user;
}
