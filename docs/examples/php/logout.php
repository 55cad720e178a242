<?php

/**
 * Logs the user out, and takes the token away from the browser. The page closes its stream itself.
 */

declare(strict_types=1);

session_start();
$_SESSION = [];
session_destroy();
setcookie('sluice_token', '', ['expires' => 1, 'path' => '/', 'secure' => true, 'httponly' => true, 'samesite' => 'Lax']);
http_response_code(204);
