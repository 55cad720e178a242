<?php

/**
 * Gives the page a token of its user, as JSON, for getToken of sluice.js.
 */

declare(strict_types=1);

require __DIR__ . '/sluice-token.php';

$expires = time() + 600;
$token = sluice_token(user_of_session(), $expires);
header('Content-Type: application/json');
echo json_encode(['token' => $token, 'expires' => $expires]);
