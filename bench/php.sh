#!/usr/bin/env bash
# Runs PHP's workers and nginx before them as children of one process: bench/php.sh WORKING_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

trap 'trap - TERM; kill $(jobs -p); wait' TERM
"$(ls /usr/sbin/php-fpm* | tail -1)" --allow-to-run-as-root --fpm-config "$here/php-fpm.conf" &
cp "$here/sse.php" "$1"
nginx -p "$1" -c "$here/php-nginx.conf" &
wait
