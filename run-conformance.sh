#!/usr/bin/env bash
# Builds what is needed, then runs the kit: ./run-conformance.sh [VERB] [SELECTOR...] [options]; --help lists them.
# ./run-conformance.sh test runs all tests, as CI does.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kit=$root/artifacts/bin/Kit/release/Kit.dll
built=$root/artifacts/built # made by a build that ended well; what is newer than it is not built yet

say() { printf '%s\n' "$*" >&2; }

# Debian and Ubuntu packages of the tools that the build needs. As root they are installed, else named.
need_tools() {
    local missing=() packages=()
    command -v dotnet >/dev/null || {
        say "The .NET 10 SDK is missing: no 'dotnet' on the PATH. How to get it: https://learn.microsoft.com/dotnet/core/install/linux"
        exit 3
    }
    [[ $(dotnet --list-sdks) == *10.0.* ]] || {
        say "The .NET 10 SDK is missing: 'dotnet --list-sdks' names no 10.0. How to get it: https://learn.microsoft.com/dotnet/core/install/linux"
        exit 3
    }
    command -v cmake >/dev/null || { missing+=(cmake); packages+=(cmake); }
    command -v make >/dev/null || { missing+=(make); packages+=(make); }
    command -v cc >/dev/null || { missing+=("a C compiler"); packages+=(gcc libc6-dev); }
    command -v c++ >/dev/null || { missing+=("a C++ compiler"); packages+=(g++); }
    ((${#missing[@]})) || return 0
    local list
    list=$(IFS=,; printf '%s' "${missing[*]}" | sed 's/,/, /g')
    if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
        say "Missing: $list. Installing with apt-get: ${packages[*]}"
        local log
        log=$(mktemp)
        if apt-get update >"$log" 2>&1 &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" >>"$log" 2>&1; then
            rm -f "$log"
            return 0
        fi
        tail -5 "$log" >&2
    fi
    say "Missing: $list. On Debian or Ubuntu: sudo apt-get install ${packages[*]}"
    exit 3
}

is_built() {
    [[ -f $kit && -f $built ]] || return 1
    [[ -z $(find "$root/src" "$root/native" "$root/conformance/Cells" "$root"/Directory.*.props \
        -newer "$built" \( -name '*.cs' -o -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.csproj' \
        -o -name '*.props' -o -name '*.sh' -o -name 'page.html' -o -name 'CMakeLists.txt' -o -name 'packages.lock.json' \) -print -quit) ]]
}

# MSBuild takes some characters for its own, wherever they stand, and then fails with words that lead nowhere.
need_path() {
    local own=$'[\'";*?|\\\\]|%[0-9A-Fa-f]{2}|@\\('
    [[ ! $root =~ $own ]] || {
        say "MSBuild cannot build in a folder with ${BASH_REMATCH[0]} in its path: move $root to another."
        exit 3
    }
}

build() {
    is_built && return
    need_path
    need_tools
    say "Building (the first time also fetches packages, which takes a minute) ..."
    local log=$root/artifacts/build.log project
    mkdir -p "$root/artifacts"
    for project in conformance/Cells/Cells.csproj src/Kit/Kit.csproj; do
        if ! dotnet build "$root/$project" -c Release -nologo -v quiet >"$log" 2>&1; then
            grep -E 'error|rror:' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
            say "The build of $project failed; all of its output is in ${log#"$PWD"/}."
            exit 3
        fi
    done
    touch "$built"
}

# What only tests of the page need. None of it stops them: a test that lacks something is skipped and says why.
want_browser() {
    if ! command -v chromium chromium-browser google-chrome >/dev/null; then
        if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
            say "Installing with apt-get: chromium (for the tests of the page)"
            { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1 ||
                say "It could not be installed; the tests in a browser are skipped."
        else
            say "There is no Chromium; the tests in a browser are skipped. On Debian or Ubuntu: sudo apt-get install chromium"
        fi
    fi
    command -v npm >/dev/null || return 0
    local folder
    for folder in src/Page conformance/Tests/Templates; do
        [[ -d $root/$folder/node_modules ]] || npm --prefix "$root/$folder" ci --silent >/dev/null 2>&1 ||
            say "npm ci in $folder failed; the tests that need its packages are skipped."
    done
}

run_tests() {
    need_tools
    want_browser
    local results=$root/artifacts/test-results code=0
    rm -rf "$results"
    build
    dotnet test "$root/Kit.sln" -c Release -nologo --results-directory "$results" --settings "$root/conformance/Tests/coverage.runsettings" --collect 'XPlat Code Coverage' \
        --logger 'trx;LogFileName=tests.trx' --logger 'console;verbosity=minimal' "$@" || code=$?
    local coverage
    coverage=$(find "$results" -name coverage.cobertura.xml -print -quit 2>/dev/null || true)
    if [[ -n $coverage ]]; then
        # The first line-rate is the one of the whole: src/Kit, as conformance/Tests/coverage.runsettings says.
        awk 'match($0, /<coverage line-rate="[0-9.]+"/) { split(substr($0, RSTART, RLENGTH), part, "\"");
             printf "Line coverage of src/Kit: %.0f%%\n", 100 * part[2]; exit }' "$coverage"
    fi
    local counters
    counters=$(grep -ho '<Counters [^>]*>' "$results"/*.trx 2>/dev/null || true)
    [[ -n $counters ]] || { say "The tests left no results."; exit 3; }
    # A test that skips itself while it runs is missing from the counters, so it is counted where it stands.
    local skipped
    skipped=$(grep -ho '<UnitTestResult [^>]*outcome="NotExecuted"' "$results"/*.trx | wc -l || true)
    awk -v skipped="$skipped" '{ for (i = 1; i <= NF; i++) if (split($i, kv, /="|"/) >= 2) count[kv[1]] += kv[2] }
         END { printf "%d passed, %d failed, %d skipped\n", count["passed"], count["total"] - count["passed"] - skipped, skipped }' <<<"$counters"
    exit "$code"
}

if [[ ${1-} == test ]]; then
    shift
    run_tests "$@"
fi
build
exec dotnet exec "$kit" "$@"
