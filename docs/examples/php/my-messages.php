<?php

/**
 * Hands a new stream to Sluice: nginx (x-accel-redirect.conf) takes over, and the PHP worker is free again.
 */

declare(strict_types=1);

session_start(['read_and_close' => true]); // other requests of the session need not wait

if (!isset($_SESSION['user'])) {
    http_response_code(401);
    exit;
}

header('X-Accel-Redirect: /sluice-stream?queue=' . rawurlencode('inbox:' . $_SESSION['user']));
