# How the scripts that measure begin: packages the jar where there is none, and starts a Redis that ends with the script.
# To be sourced in the project's folder by a script that has its folder in $work, and a function "stop" for its servers.
jar=$PWD/target/sluice.jar
redis=redis://127.0.0.1:18199
mkdir -p "$work"
ulimit -n "$(ulimit -Hn)"
[ -e "$jar" ] || mvn -q -DskipTests package

if (: < /dev/tcp/127.0.0.1/18199) 2> /dev/null; then
  echo "Port 18199 is taken; a Redis there would be emptied." >&2
  exit 1
fi
redis-server --port 18199 --bind 127.0.0.1 --save '' --appendonly no --dir "$work" > "$work/redis.log" 2>&1 &
redis_pid=$!
trap 'stop; kill "$redis_pid" 2> /dev/null || true; wait "$redis_pid" || true' EXIT
until redis-cli -u "$redis" ping > /dev/null 2>&1; do
  kill -0 "$redis_pid"
  sleep 0.1
done
