<?php

/**
 * A page with a form that pushes a message to a queue; one connected browser gets it.
 *
 *     php -S 127.0.0.1:8001 push-form.php
 *
 * Environment: as for push.php.
 */

declare(strict_types=1);

const QUEUE = 'message_list';
const MOST_BYTES = 10_000;

$message = $_POST['message'] ?? null;
$said = '';

if (!in_array($_SERVER['HTTP_SEC_FETCH_SITE'] ?? 'none', ['none', 'same-origin'], true)) {
    http_response_code(403);
    $said = 'Pages of other sites cannot push.';
} elseif (is_string($message)) {
    if (strlen($message) > MOST_BYTES || preg_match('//u', $message) !== 1) {
        http_response_code(400);
        $said = 'A message is UTF-8 text of at most ' . MOST_BYTES . ' bytes.';
    } else {
        try {
            $redis = new Redis();
            $redis->connect(getenv('REDIS_HOST') ?: '127.0.0.1', (int) (getenv('REDIS_PORT') ?: 6379), 2.0);
            $redis->lPush(QUEUE, $message);
            $said = 'Pushed.';
        } catch (RedisException $e) {
            http_response_code(503);
            $said = 'Redis: ' . $e->getMessage();
        }
    }
}

?>
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Push</title>
<form method="post">
  <label>A message for the queue <?= QUEUE ?>: <input name="message" required autofocus></label>
  <button>Push</button>
</form>
<p role="status"><?= htmlspecialchars($said) ?></p>
