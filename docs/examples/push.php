<?php

/**
 * Pushes messages to a queue, from where one connected browser gets each.
 *
 *     php push.php message_list 'Hello from PHP'
 *     seq 10000 | php push.php message_list        (one message a line)
 *
 * Redis is at 127.0.0.1:6379, or where REDIS_HOST and REDIS_PORT say.
 */

declare(strict_types=1);

if ($argc < 2) {
    fwrite(STDERR, "usage: php push.php QUEUE [MESSAGE ...]\n");
    exit(2);
}

$redis = new Redis();
$redis->connect(getenv('REDIS_HOST') ?: '127.0.0.1', (int) (getenv('REDIS_PORT') ?: 6379));

$queue = $argv[1];
$messages = $argc > 2 ? array_slice($argv, 2) : new SplFileObject('php://stdin');
foreach ($messages as $message) {
    $message = rtrim((string) $message, "\r\n");
    if ($message !== '') {
        $redis->lPush($queue, $message);
    }
}
