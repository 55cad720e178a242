#!/usr/bin/env bash
# Measures how the cost of Sluice grows: with streams, with the length of messages, and with nodes on one Redis.
#
#     bench/growth.sh                       # all of: streams bytes nodes
#     bench/growth.sh nodes
#
# Needs redis-server and curl; the ports 18190 to 18199 must be free. Tables, plots and figures go to target/growth.
# STREAMS="100 1000" and SECONDS_EACH=5 make it shorter.
set -euo pipefail
cd "$(dirname "$0")/.."

curves=${*:-streams bytes nodes}
seconds=${SECONDS_EACH:-10}
# A node leaves some files to itself, and the load client too; one address has some 28,000 ports for clients.
limit=$(ulimit -Hn)
streams=${STREAMS:-100 1000 10000 $(((limit < 28000 ? limit : 28000) - 400))}
lengths="64 1024 16384"

work=$PWD/target/growth
nodes=()

stop() {
  if [ ${#nodes[@]} -gt 0 ]; then
    kill "${nodes[@]}" 2> /dev/null || true
    wait "${nodes[@]}" || true
    nodes=()
  fi
}

# One benchmark of one load: measure LOAD ARGUMENT...
measure() {
  local load=$1 file=$work/${1// /-}-$2.json
  shift
  echo "== $load: $*" >&2
  redis-cli -u "$redis" flushall > /dev/null
  java -jar "$jar" bench "$@" --redis-url "$redis" --json "$file" >&2 2>> "$work/nodes.log"
  files+=("$load=$file")
}

curve_streams() {
  for count in $streams; do
    measure "$count streams" fanout --connections "$count" --seconds "$seconds"
    measure "$count streams" queue --connections "$count" --messages 500000
    measure "$count streams" idle --connections "$count"
  done
}

# Five events a second to a thousand: at 16 KiB these are 80 MB/s.
curve_bytes() {
  for length in $lengths; do
    measure "$length bytes" fanout --connections 1000 --rate 5 --bytes "$length" --seconds "$seconds"
    measure "$length bytes" queue --connections 100 --messages 100000 --bytes "$length"
  done
}

curve_nodes() {
  local urls pids
  for count in 1 2 3; do
    urls=
    for node in $(seq "$count"); do
      java -jar "$jar" --port $((18190 + node)) --redis-url "$redis" > "$work/node-$node.log" 2>&1 &
      nodes+=($!)
      urls+=,http://127.0.0.1:$((18190 + node))
    done
    for node in $(seq "$count"); do
      until curl -sf "http://127.0.0.1:$((18190 + node))/health/ready" > /dev/null; do
        kill -0 "${nodes[$((node - 1))]}"
        sleep 0.1
      done
    done
    pids=$(IFS=,; echo "${nodes[*]}")
    local at=(--url "${urls#,}" --pid "$pids" --queue message_list --topic chat)
    measure "$count nodes" fanout --connections 1000 --seconds "$seconds" "${at[@]}"
    measure "$count nodes" queue --connections 100 --messages 500000 "${at[@]}"
    stop
  done
}

. bench/begin.sh
for curve in $curves; do
  files=()
  "curve_$curve"
  java -jar "$jar" bench compare --growth "${files[@]}" --svg "$work/$curve.svg" | tee "$work/$curve.md"
done
