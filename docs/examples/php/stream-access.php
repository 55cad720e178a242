<?php

/**
 * Names the user's queue for a new stream. nginx asks it before each stream (auth-request.conf) and hands the stream to Sluice.
 */

declare(strict_types=1);

session_start(['read_and_close' => true]); // does not keep other requests of the session waiting

$user = $_SESSION['user'] ?? null;
if (!is_int($user) && (!is_string($user) || $user === '')) {
    http_response_code(401);
    exit;
}

http_response_code(204);
header('X-Queue: ' . rawurlencode("inbox:$user"));
