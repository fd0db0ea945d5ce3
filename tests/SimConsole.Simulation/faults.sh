#!/bin/sh
# Plants one fault after the other in a clean copy of the last commit, and simulates until a seed finds it. Ends with a table, and with 0 where at least 18 of
# 20 were found.
#   tests/SimConsole.Simulation/faults.sh [--seeds 10000] [NAME…]    NAME is the beginning of a patch's name; all without any
set -u
cd "$(dirname "$0")/../.." || exit 1
seeds=10000
if [ "${1:-}" = --seeds ]; then
    seeds="$2"
    shift 2
fi

copy="$(mktemp -d "${TMPDIR:-/tmp}/simconsole-faults-XXXXXX")"
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' INT TERM
git archive HEAD | tar -x -C "$copy" || exit 1
faults="$copy/tests/SimConsole.Simulation/Faults"
program="$copy/.artifacts/bin/SimConsole.Benchmarks/release"
# What is built here is thrown away, and its style with it.
build() { (cd "$copy" && dotnet build "$1" -c Release -v q -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false) >"$copy/build.log" 2>&1; }
build tests/SimConsole.Benchmarks || { cat "$copy/build.log"; exit 1; }

found=0 planted=0 table=""
for patch in "$faults"/*.patch; do
    name="$(basename "$patch" .patch)"
    wanted=$#
    for each in "$@"; do case "$name" in "$each"*) wanted=0 ;; esac; done
    [ "$wanted" -eq 0 ] || continue
    planted=$((planted + 1))
    if ! (cd "$copy" && git apply "$patch"); then
        line="$name: does not apply"
    elif ! build SimConsole.csproj; then
        line="$name: does not build"
    else
        cp "$copy/.artifacts/bin/SimConsole/release/SimConsole.dll" "$program/"
        if "$program/SimConsole.Benchmarks" simulate --seeds "$seeds" --first >"$copy/seeds.log" 2>&1; then
            line="$name: not found in $seeds seeds"
        else
            found=$((found + 1))
            line="$name: $(grep -m 1 '^Seed' "$copy/seeds.log" | cut -c 1-160)"
        fi
    fi
    (cd "$copy" && git apply -R "$patch")
    echo "$line"
    table="$table$line
"
done

printf '\n%s%s of %s found\n' "$table" "$found" "$planted"
[ $((planted - found)) -le 2 ]
