<?php

/**
 * Pushes messages to a queue; each goes to one connected browser.
 *
 *     php push.php message_list 'Hello from PHP'
 *     seq 10000 | php push.php message_list        (one message a line)
 *
 * Environment:
 *     REDIS_HOST   the host of Redis; 127.0.0.1 unless set
 *     REDIS_PORT   its port; 6379 unless set
 */

declare(strict_types=1);

if ($argc < 2) {
    fwrite(STDERR, "usage: php push.php QUEUE [MESSAGE ...]\n");
    exit(2);
}

$queue = $argv[1];

try {
    $redis = new Redis();
    $redis->connect(getenv('REDIS_HOST') ?: '127.0.0.1', (int) (getenv('REDIS_PORT') ?: 6379));

    if ($argc > 2) {
        foreach (array_slice($argv, 2) as $message) {
            $redis->lPush($queue, $message);
        }
    } else {
        while (($line = fgets(STDIN)) !== false) {
            $redis->lPush($queue, rtrim($line, "\r\n"));
        }
    }
} catch (RedisException $e) {
    fwrite(STDERR, 'Redis: ' . $e->getMessage() . "\n");
    exit(1);
}
