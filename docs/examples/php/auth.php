<?php

/**
 * Tells Sluice who a client is and what it may do, by its session. Sluice asks before each stream (SLUICE_AUTH_URL).
 */

declare(strict_types=1);

session_start(['read_and_close' => true]); // does not keep other requests of the session waiting

// An id with a star would be a pattern, which grants the queues of others.
$user = $_SESSION['user'] ?? null;
if (!is_int($user) && (!is_string($user) || !preg_match('/^[A-Za-z0-9._@-]{1,64}$/D', $user))) {
    http_response_code(401);
    exit;
}

header('Content-Type: application/json');
echo json_encode([
    'sub' => $user,
    'take' => ["inbox:$user"],
    'expires' => time() + 3600, // the stream ends then; the browser comes back, and Sluice asks again
]);
