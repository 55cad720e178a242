<?php

/**
 * Hands a new stream to Sluice: nginx (x-accel-redirect.conf) takes over, and the PHP worker is free again.
 */

declare(strict_types=1);

session_start(['read_and_close' => true]); // does not keep other requests of the session waiting

$user = $_SESSION['user'] ?? null;
if (!is_int($user) && (!is_string($user) || $user === '')) {
    http_response_code(401);
    exit;
}

// What sluice.js sends. No other parameter of the browser's may get there: it could name another queue.
$parameters = array_intersect_key($_GET, ['lastEventId' => true, 'heartbeat' => true]);
header('X-Accel-Redirect: /sluice-stream?' . http_build_query(['queue' => "inbox:$user"] + $parameters));
