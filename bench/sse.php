<?php

/** The loop that Sluice replaces, as a peer of bench/peers.sh: a PHP worker for each open stream, which polls the list. */

declare(strict_types=1);

set_time_limit(0);
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');
while (ob_get_level() > 0) {
    ob_end_flush();
}
echo ":ok\n\n";
flush();

$redis = new Redis();
$redis->connect('127.0.0.1', 18199);

while (!connection_aborted()) {
    $message = $redis->rPop('message_list');
    if ($message !== false) {
        echo "data: $message\n\n";
        flush();
    }
    usleep(5000);
}
