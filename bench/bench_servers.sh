#!/usr/bin/env bash
# Requests per second of two WSGI servers on the same pages, one after the other, twice.
#
#     bench/bench_servers.sh ADDRESS_PATH...
#
# Needs wrk, a filled database in DATABASE_URL, SECRET_KEY, and gunicorn beside granian
# (pip install --target DIR gunicorn; PYTHONPATH=DIR). Figures are for comparing with each
# other only: load generator and server share the machine.
set -euo pipefail
cd "$(dirname "$0")/.."
port=8391
paths=("${@:-/}")

measure() {
    local name=$1
    shift
    "$@" >/dev/null 2>&1 &
    local pid=$!
    for _ in $(seq 100); do
        curl -sf -o /dev/null "http://127.0.0.1:$port/readyz" && break
        sleep 0.1
    done
    for path in "${paths[@]}"; do
        wrk -t1 -c8 -d1s "http://127.0.0.1:$port$path" >/dev/null
        printf '%-10s %-40.40s %s\n' "$name" "$path" \
            "$(wrk -t1 -c8 -d6s --latency "http://127.0.0.1:$port$path" |
                awk '/Requests\/sec/ {rps=$2} /50%/ {p50=$2} /99%/ {p99=$2}
                     END {print rps " requests/s, median " p50 ", 99% " p99}')"
    done
    kill "$pid"
    wait "$pid" 2>/dev/null || true
}

for _ in 1 2; do
    measure granian .venv/bin/python -m granian --interface wsgi --no-ws --port "$port" \
        --workers 1 --blocking-threads 8 --log-level error newsdesk.wsgi:application
    measure gunicorn .venv/bin/python -m gunicorn -b "127.0.0.1:$port" -w 1 --threads 8 \
        newsdesk.wsgi:application
done
