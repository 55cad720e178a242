<?php

/**
 * Gives the browser a token of its user, as a cookie that scripts cannot read. Call it before a stream and before the token
 * expires; or put its lines into your login.
 */

declare(strict_types=1);

require __DIR__ . '/sluice-token.php';

$expires = time() + 3600;
setcookie('sluice_token', sluice_token(user_of_session(), $expires), [
    'expires' => $expires,
    'path' => '/',
    'secure' => true,
    'httponly' => true,
    'samesite' => 'Lax',
]);
http_response_code(204);
