#!/bin/sh
# Builds everything and runs every test. Installs Chromium, ICU, OsmoHLR, nginx, HAProxy, PostgreSQL, Redis, Node, lintian and Prometheus' promtool from Debian where it may, and
# the official clients of Super SIM from npm. Ends with "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")" || exit 1

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: install it, then run this again." >&2
    exit 1
fi

# Installs Debian packages, where this may; says otherwise what goes without them.
need() {
    without="$1"
    shift
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    else
        echo "$1 is missing, and $without: install it with 'sudo apt-get install $*'." >&2
    fi
}

postgresql() { find /usr/lib/postgresql /usr/local /opt -name initdb -type f 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname; }

if command -v ldconfig >/dev/null 2>&1 && ! ldconfig -p | grep -q libicuuc; then need "neither the console nor its tests will start" libicu-dev; fi
command -v chromium-headless-shell >/dev/null 2>&1 || need "the tests in a browser are slower with chromium, and fail without" chromium-headless-shell
command -v osmo-hlr >/dev/null 2>&1 || need "the tests with a real Home Location Register will be skipped" osmo-hlr
command -v nginx >/dev/null 2>&1 || need "the test behind a proxy that speaks TLS will be skipped" nginx-light
command -v haproxy >/dev/null 2>&1 || need "the tests behind HAProxy will be skipped" haproxy
command -v redis-server >/dev/null 2>&1 || need "the tests of events carried by Redis will be skipped" redis-server
[ -n "$(postgresql)" ] || need "the tests on PostgreSQL will fail" postgresql
command -v lintian >/dev/null 2>&1 || need "the package of Debian is not judged by Debian, and that test will be skipped" lintian
command -v promtool >/dev/null 2>&1 || need "the metrics and the alert rules are not judged by Prometheus, and those tests will be skipped" prometheus
command -v npm >/dev/null 2>&1 || need "the official clients of Super SIM cannot be tried" nodejs npm

# A PostgreSQL server of the tests' own: in a folder of its own, reached by a socket there, and not by root, whom it refuses.
server="$(mktemp -d /tmp/simconsole-postgresql-XXXXXX)"
as_server() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
end_server() {
    [ ! -d "$server/data" ] || as_server "$(postgresql)/pg_ctl" -D "$server/data" -m immediate -s stop
    rm -rf "$server"
}
trap end_server EXIT
trap 'exit 1' INT TERM
[ "$(id -u)" -ne 0 ] || chown postgres "$server"
# What it loses when the machine dies, no test wants back.
(cd "$server" && as_server "$(postgresql)/initdb" -D "$server/data" -A trust -U simconsole -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null \
    && as_server "$(postgresql)/pg_ctl" -D "$server/data" -l "$server/log" -w -s start -o "-k $server -c listen_addresses='' -c max_connections=300 \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c deadlock_timeout=100ms") || echo "PostgreSQL did not start." >&2

SIMCONSOLE_CHROMIUM="$(command -v chromium-headless-shell || command -v chromium || true)"
export SIMCONSOLE_CHROMIUM

# With the packages that the lock files name, and no others.
dotnet restore SimConsole.sln --locked-mode || exit 1
dotnet build SimConsole.sln -c Release --no-restore || exit 1

passed=0 failed=0 skipped=0 broken=0 failures="$(mktemp)"
run_tests() {
    report="$(mktemp)"
    project="$1"
    shift
    dotnet run --no-build -c Release --project "tests/$project" -- "$@" 2>&1 | tee "$report"
    sed 's/\x1b\[[0-9;]*m//g' "$report" | grep -A 12 ' \[FAIL\]' >>"$failures"
    counts="$(sed 's/\x1b\[[0-9;]*m//g' "$report" | sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' | tail -n 1)"
    rm -f "$report"
    if [ -z "$counts" ]; then
        echo "$project gave no count: it did not run to its end." >&2
        broken=1
        return
    fi
    # shellcheck disable=SC2086
    set -- $counts
    if [ "$1" -eq 0 ]; then
        echo "$project ran no test." >&2
        broken=1
    fi
    skipped=$((skipped + $4))
    failed=$((failed + $2 + $3))
    passed=$((passed + $1 - $3 - $4))
}

# Twice as many at once as there are processors: what is slow here waits, for a process that starts or a register that is away.
run_tests SimConsole.Tests -maxThreads 2x -trait- Only=PostgreSql

# Every class of tests that has a database runs on PostgreSQL, too; those of pages draw what the others read.
# shellcheck disable=SC2046
SIMCONSOLE_TEST_POSTGRESQL="Host=$server;Username=simconsole;Database=postgres" run_tests SimConsole.Tests -maxThreads 2x -trait- Only=Sqlite $(cd tests/SimConsole.Tests \
    && grep -rlE 'TestConsole|TestDatabase|ServedConsole' --include='*Tests.cs' . | xargs grep -L PageContext | sed 's|^\./|-class SimConsole.Tests.|; s|\.cs$||; s|/|.|g')

run_tests SimConsole.BrowserTests

# The real clients against the real server.
clients() {
    if ! command -v npm >/dev/null 2>&1 || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
        echo "Node 20 or later with npm is missing, and the official clients cannot be tried: install it." >&2
        return 1
    fi
    cd tests/SimConsole.ClientTests || return 1
    if ! [ node_modules/.package-lock.json -nt package-lock.json ] && ! npm ci --silent && ! npm ci --silent; then
        echo "npm could not install the official clients of Super SIM: it does not reach its registry, or is refused by it." >&2
        return 1
    fi
    npm test
}

report="$(mktemp)"
(clients) 2>&1 | tee "$report"
count() { sed 's/\x1b\[[0-9;]*m//g' "$report" | sed -n "s/^[^ ]* $1 \([0-9]*\)\$/\1/p" | tail -n 1; }
if [ -z "$(count tests)" ] || [ "$(count tests)" -eq 0 ]; then
    echo "SimConsole.ClientTests gave no count: it did not run to its end." >&2
    broken=1
else
    passed=$((passed + $(count pass)))
    failed=$((failed + $(count fail) + $(count cancelled)))
    skipped=$((skipped + $(count skipped) + $(count todo)))
fi
grep '✖' "$report" >>"$failures"
rm -f "$report"

# Once more, and last: whoever sees only the end of all this sees what failed.
[ ! -s "$failures" ] || { echo "What failed:"; cat "$failures"; }
rm -f "$failures"
echo "$passed passed, $((failed + broken)) failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
