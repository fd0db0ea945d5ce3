#!/bin/sh
# Builds everything and runs every test. Installs Chromium, ICU, OsmoHLR, nginx and Node from Debian where it may, and the official clients of Super SIM from npm. Ends with "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")" || exit 1

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: install it, then run this again." >&2
    exit 1
fi

# The console and its tests know languages from ICU.
if command -v ldconfig >/dev/null 2>&1 && ! ldconfig -p | grep -q libicuuc; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libicu-dev
    else
        echo "ICU is missing, and neither the console nor its tests will start: install it with 'sudo apt-get install libicu-dev'." >&2
    fi
fi

if ! command -v chromium >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium
    else
        echo "Chromium is missing, and the tests in a browser will fail: install it with 'sudo apt-get install chromium'." >&2
    fi
fi
# A real Home Location Register, for the tests of the OsmoHLR authority.
if ! command -v osmo-hlr >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends osmo-hlr
    else
        echo "osmo-hlr is missing, and the tests with a real network will be skipped: install it with 'sudo apt-get install osmo-hlr'." >&2
    fi
fi
# A proxy that speaks TLS, as the console has in front of it on a server.
if ! command -v nginx >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nginx-light
    else
        echo "nginx is missing, and the test behind a proxy will be skipped: install it with 'sudo apt-get install nginx-light'." >&2
    fi
fi
# The official clients of Super SIM run on Node.
if ! command -v npm >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm
fi

SIMCONSOLE_CHROMIUM="$(command -v chromium || true)"
export SIMCONSOLE_CHROMIUM

dotnet build SimConsole.sln -c Release || exit 1

passed=0 failed=0 skipped=0 broken=0
for project in SimConsole.Tests SimConsole.BrowserTests; do
    report="$(mktemp)"
    dotnet run --no-build -c Release --project "tests/$project" 2>&1 | tee "$report"
    counts="$(sed 's/\x1b\[[0-9;]*m//g' "$report" | sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' | tail -n 1)"
    rm -f "$report"
    if [ -z "$counts" ]; then
        echo "$project gave no count: it did not run to its end." >&2
        broken=1
        continue
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
done

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
rm -f "$report"

echo "$passed passed, $((failed + broken)) failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
