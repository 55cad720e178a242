#!/usr/bin/env bash
# Measures Sluice and its peers, one after the other, with the same load client, and prints one table.
#
#     bench/peers.sh                        # all of: sluice nchan nchan-redis better-sse php
#     bench/peers.sh sluice nchan           # only these; the first is what the others are compared with
#
# For Debian, as root: what is missing is installed with apt-get and npm. The ports 18190 to 18199 must be free. Figures go to
# target/peers/*.json, the plot to target/peers/peers.svg. SUBSCRIBERS="100 1000" and SECONDS_EACH=5 make it shorter.
set -euo pipefail
cd "$(dirname "$0")/.."

peers=${*:-sluice nchan nchan-redis better-sse php}
subscribers=${SUBSCRIBERS:-1000 10000}
seconds=${SECONDS_EACH:-20}
returning=$(printf '%s\n' $subscribers | sort -n | tail -1)
messages=${MESSAGES:-1000000}
# PHP needs a process for each stream, and longer.
php_messages=$((messages / 10))
php_streams=100

bench=$PWD/bench
work=$PWD/target/peers
server_pid=
files=()

install_missing() {
  local packages=() modules=/usr/lib/nginx/modules/ngx_nchan_module.so
  command -v redis-server > /dev/null || packages+=(redis-server)
  for peer in $peers; do
    case $peer in
      nchan*) [ -e "$modules" ] || packages+=(nginx libnginx-mod-nchan) ;;
      better-sse)
        command -v node > /dev/null || packages+=(nodejs)
        command -v npm > /dev/null || packages+=(npm) ;;
      php) [ -e /etc/php/*/fpm/conf.d/*redis.ini ] || packages+=(nginx php-fpm php-redis) ;;
    esac
  done
  if [ ${#packages[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
  fi
}

# Starts a command in the background, and waits until it listens.
start() {
  local port=$1
  shift
  (cd "$work" && exec "$@") > "$work/server.log" 2>&1 &
  server_pid=$!
  for _ in $(seq 300); do
    if (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      return
    fi
    kill -0 "$server_pid" || break
    sleep 0.1
  done
  cat "$work/server.log" >&2
  exit 1
}

stop() {
  if [ -n "$server_pid" ]; then
    kill "$server_pid" 2> /dev/null || true
    wait "$server_pid" || true
    server_pid=
  fi
}

# One benchmark against a server that was started for it: measure PEER FILE START_FUNCTION ARGUMENT...
measure() {
  local peer=$1 file=$work/$2.json start=$3
  shift 3
  echo "== $peer: $*" >&2
  redis-cli -u "$redis" flushall > /dev/null
  $start
  java -jar "$jar" bench "$@" --pid "$server_pid" --json "$file" >&2
  stop
  files+=("$peer=$file")
}

start_sluice() { start 18190 java -jar "$jar" --port 18190 --redis-url "$redis"; }
start_nchan() { start 18191 nginx -p "$work" -c "$bench/nchan.conf"; }
start_nchan_redis() { start 18192 nginx -p "$work" -c "$bench/nchan-redis.conf"; }
start_better_sse() { start 18193 node "$work/better-sse/server.mjs"; }
start_php() { start 18194 "$bench/php.sh" "$work"; }

run_sluice() {
  local at=(--url http://127.0.0.1:18190 --redis-url "$redis" --topic chat --queue message_list)
  for count in $subscribers; do
    measure Sluice "sluice-fanout-$count" start_sluice fanout --connections "$count" --seconds "$seconds" "${at[@]}"
  done
  measure Sluice sluice-reconnect start_sluice reconnect --connections "$returning" "${at[@]}"
  measure Sluice sluice-idle start_sluice idle --connections "$returning" "${at[@]}"
  measure Sluice sluice-idle-few start_sluice idle --connections $php_streams "${at[@]}"
  measure Sluice sluice-queue start_sluice queue --connections $php_streams --messages "$messages" "${at[@]}"
}

# Name, prefix of files, function that starts it, and where it is.
fanout_peer() {
  local name=$1 prefix=$2 start=$3
  shift 3
  for count in $subscribers; do
    measure "$name" "$prefix-fanout-$count" "$start" fanout --connections "$count" --seconds "$seconds" "$@"
  done
  measure "$name" "$prefix-idle" "$start" idle --connections "$returning" "$@"
}

run_nchan() {
  local at=(--url http://127.0.0.1:18191 --path /subscribe --publish-url http://127.0.0.1:18191/publish)
  fanout_peer Nchan nchan start_nchan "${at[@]}"
  measure Nchan nchan-reconnect start_nchan reconnect --connections "$returning" "${at[@]}"
}

run_nchan_redis() {
  local at=(--url http://127.0.0.1:18192 --path /subscribe --publish-url http://127.0.0.1:18192/publish)
  at+=(--redis-url "$redis")
  fanout_peer 'Nchan, Redis' nchan-redis start_nchan_redis "${at[@]}"
  measure 'Nchan, Redis' nchan-redis-reconnect start_nchan_redis reconnect --connections "$returning" "${at[@]}"
}

# It keeps no history, so nobody can be brought up to date.
run_better_sse() {
  mkdir -p "$work/better-sse"
  cp "$bench"/better-sse/* "$work/better-sse"
  npm ci --prefix "$work/better-sse" --no-audit --no-fund --silent
  fanout_peer better-sse better-sse start_better_sse \
    --url http://127.0.0.1:18193 --path / --publish-url http://127.0.0.1:18193/
}

run_php() {
  local at=(--url http://127.0.0.1:18194 --path /sse.php --redis-url "$redis" --queue message_list)
  measure PHP php-idle start_php idle --connections $php_streams "${at[@]}"
  measure PHP php-queue start_php queue --connections $php_streams --messages "$php_messages" "${at[@]}"
}

install_missing
. bench/begin.sh
for peer in $peers; do
  "run_${peer//-/_}"
done
java -jar "$jar" bench compare "${files[@]}" --svg "$work/peers.svg" | tee "$work/peers.md"
