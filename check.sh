#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Every test of the project, from nothing: installs what is missing, builds, runs. Stops at the
# first step that fails. Its last line counts: N passed, M failed, K skipped.
# VRIJUIT_FUZZ_SECONDS: seconds of fuzzing for each target (10). VRIJUIT_LONG=1: longer forms of some
# tests, and the unit tests under valgrind.
set -u
cd "$(dirname "$0")" || exit 3
# shellcheck source=cmake/packages.sh
. cmake/packages.sh

fuzz_seconds=${VRIJUIT_FUZZ_SECONDS:-10}
cores=$(nproc)
logs=$PWD/build/check
thread_targets='vrijuitd vrijuit vrijuit-council system_tool make_batch'
ahead=
passed=0
failed=0
skipped=0
mkdir -p "$logs"

closing()
{
    [ -z "$ahead" ] || kill -- "-$ahead" 2>/dev/null
    echo "$passed passed, $failed failed, $skipped skipped"
}
trap closing EXIT

# step NAME COMMAND...: one line with its seconds; what it said is kept, and shown when it fails.
step()
{
    local name=$1 start=$SECONDS status
    shift
    printf '%-52s ' "$name"
    "$@" >"$logs/step" 2>&1
    status=$?
    if [ "$status" -eq 0 ]; then
        printf '%4d s\n' $((SECONDS - start))
        sed -n 's/^note: /    /p' "$logs/step"
        return 0
    fi
    printf '%4d s  FAILED\n' $((SECONDS - start))
    tail -n 150 "$logs/step"
    echo "alles hiervan / all of it: build/check/step"
    # A step that failed without counting anything is one failure itself.
    [ "$failed" -gt 0 ] || failed=1
    exit 1
}

# One check that is no ctest case.
count()
{
    if "$@"; then
        passed=$((passed + 1))
        return 0
    fi
    failed=$((failed + 1))
    return 1
}

# Count the cases of a ctest run from its log and from what it printed: each Criterion case of the
# unit tests, and each other test. Prints what was skipped with the reason, then the three numbers.
count_cases()
{
    awk '
        { gsub(/\033\[[0-9;]*m/, "") }
        NR == FNR && /^[0-9]+\/[0-9]+ Test: / { name = $3 }
        NR == FNR && / skipped: / { reason[name] = $0; sub(/.* skipped: /, "", reason[name]) }
        NR == FNR && /Synthesis: Tested:/ {
            for (i = 1; i < NF; i++) {
                if ($i == "Passing:") good[name] += $(i + 1)
                if ($i == "Failing:" || $i == "Crashing:") bad[name] += $(i + 1)
            }
        }
        NR == FNR { next }
        /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
            name = $0
            sub(/^[^:]*: /, "", name)
            sub(/ .*/, "", name)
            if ($0 ~ /\*\*\*Skipped/) {
                skipped++
                print "skip " name ": " reason[name]
            } else if ($0 ~ /   Passed  /) {
                passed += name in good ? good[name] : 1
            } else {
                passed += good[name]
                failed += bad[name] > 0 ? bad[name] : 1
            }
        }
        END { print passed + 0, failed + 0, skipped + 0 }
    ' "$1" "$2"
}

# build PRESET [TARGET...]
build()
{
    local preset=$1
    shift
    cmake --preset "$preset" >"$logs/configure" || { cat "$logs/configure"; return 1; }
    cmake --build --preset "$preset" -j "$cores" ${1:+--target "$@"}
}

# The later builds, behind everything else: the stories of the first one mostly wait for rounds to
# end. What does not build here is built again by its own step, which says so.
build_ahead()
{
    renice -n 19 "$BASHPID"
    build dev-clang
    build release
    # shellcheck disable=SC2086
    build thread $thread_targets
    build fuzz
}

# build_after PRESET [TARGET...]: when those have ended.
build_after()
{
    wait
    ahead=
    build "$@"
}

# run_ctest PRESET ARGUMENTS...: fails when a test does, or when none was run. Most stories wait for
# rounds to end: two of them go on a core, and a test that computes takes the room of two.
run_ctest()
{
    local log=build/$1/Testing/Temporary/LastTest.log preset=$1 status numbers='0 1 0' line
    shift
    rm -f "$log"
    # shellcheck disable=SC2086
    ${launcher:-} ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j $((cores * 2)) "$@" |
        tee "$logs/ctest-$preset"
    status=${PIPESTATUS[0]}
    [ -e "$log" ] || return 1
    while read -r line; do
        case "$line" in
        "skip "*) echo "note: skipped: ${line#skip }" ;;
        *) numbers=$line ;;
        esac
    done < <(count_cases "$log" "$logs/ctest-$preset")
    # shellcheck disable=SC2086
    set -- $numbers
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
    echo "note: $1 passed, $2 failed, $3 skipped"
    return "$status"
}

sources()
{
    find protocol daemon client keys tests \( -name '*.c' -o -name '*.h' \) -print0
}

check_format()
{
    local tool
    for tool in clang-format-14 clang-format; do
        if command -v "$tool" >/dev/null && "$tool" --version | grep -q 'version 14\.'; then
            count format_is_right "$tool"
            return
        fi
    done
    skipped=$((skipped + 1))
    echo "note: skipped: clang-format 14 is not here, and other versions format differently"
}

format_is_right()
{
    sources | xargs -0 "$1" --dry-run -Werror
}

check_manuals()
{
    local page found=0
    for page in daemon/*.[1-8] client/*.[1-8] keys/*.[1-8]; do
        [ -e "$page" ] || continue
        found=$((found + 1))
        count mandoc -T lint -W warning "$page" || return 1
    done
    [ "$found" -gt 0 ]
}

check_scripts()
{
    local script
    while read -r -d '' script; do
        count bash -n "$script" || return 1
    done < <(find . -path ./build -prune -o -path ./.git -prune -o -path ./.demo -prune -o -name '*.sh' -print0)
}

# fuzz_one TARGET: new inputs are kept in build/, findings too.
fuzz_one()
{
    local name=$1 corpus=build/fuzz/corpus/$1 found=build/fuzz/found/$1
    mkdir -p "$corpus" "$found"
    "build/fuzz/tests/fuzz/fuzz_$name" -max_total_time="$fuzz_seconds" -timeout=20 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$found/" "$corpus" "tests/fuzz/seeds/$name" >"$logs/fuzz-$name" 2>&1
}

check_fuzz()
{
    local name runs status=0
    export fuzz_seconds logs
    export -f fuzz_one
    rm -rf build/fuzz/found
    rm -f "$logs"/fuzz-*.ok
    # shellcheck disable=SC2016
    printf '%s\n' "$@" | xargs -P "$cores" -I{} bash -c 'fuzz_one "$1" && touch "$logs/fuzz-$1.ok"' fuzz {}
    for name in "$@"; do
        runs=$(sed -n 's/.*number_of_executed_units: *//p' "$logs/fuzz-$name")
        if [ -e "$logs/fuzz-$name.ok" ] && [ -z "$(ls -A "build/fuzz/found/$name")" ] && [ "${runs:-0}" -gt 0 ]; then
            passed=$((passed + 1))
            echo "note: $name: $runs runs"
        else
            failed=$((failed + 1))
            status=1
            tail -n 40 "$logs/fuzz-$name"
        fi
    done
    return "$status"
}

# The thread sanitizer does not start where the kernel spreads addresses too widely.
thread_launcher()
{
    if command -v setarch >/dev/null && setarch -R true 2>/dev/null; then
        echo "setarch -R"
    fi
}

# shellcheck disable=SC2046,SC2086
step "packages" packages_install $packages_build $packages_demo $(packages_for_check)
step "format of the source" check_format
step "manual pages" check_manuals
step "scripts" check_scripts
step "gcc, address and undefined sanitizers: build" build dev
set -m # a process group of its own
build_ahead >"$logs/ahead" 2>&1 &
ahead=$!
set +m
step "gcc, address and undefined sanitizers: all tests" run_ctest dev
step "clang, the same: build" build_after dev-clang
step "clang, the same: unit tests and seeds" run_ctest dev-clang -L 'unit|seeds'
step "hardened release: build" build release
step "hardened release: hardening, systemd, valgrind" run_ctest release \
    -R "system-(hardening|systemd|council-(memory|valgrind))${VRIJUIT_LONG:+|^unit-}"
# shellcheck disable=SC2086
step "thread sanitizer: build" build thread $thread_targets
launcher=$(thread_launcher)
step "thread sanitizer: stories of daemon and council" run_ctest thread -L '^daemon$'
launcher=
step "fuzzing: build" build fuzz
targets=$(sed -n 's/^vr_fuzz_target(\([a-z0-9_]*\) .*/\1/p' tests/fuzz/CMakeLists.txt)
# shellcheck disable=SC2086
step "fuzzing: $fuzz_seconds s for each of $(echo $targets | wc -w) targets" check_fuzz $targets
