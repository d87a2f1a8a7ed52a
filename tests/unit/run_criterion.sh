#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Run one Criterion program and fail where Criterion itself would not: when it ran no test, and when
# a sanitizer wrote a report in one of its workers. With VRIJUIT_LONG=1 a program without sanitizers
# runs under valgrind, whose workers are looked at in the same way.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export ASAN_OPTIONS="log_path=$dir/asan:detect_stack_use_after_return=1:allocator_may_return_null=1"
export UBSAN_OPTIONS="log_path=$dir/ubsan:print_stacktrace=1:halt_on_error=1"
export TSAN_OPTIONS="log_path=$dir/tsan"
valgrind=()
if [ -n "${VRIJUIT_LONG:-}" ] && command -v valgrind >/dev/null && ! grep -qaE '__(asan|tsan)_init' "$1"; then
    valgrind=(valgrind -q --trace-children=yes --leak-check=full --show-leak-kinds=definite
        --errors-for-leak-kinds=definite "--log-file=$dir/valgrind.%p")
fi
${valgrind[@]+"${valgrind[@]}"} "$@" 2>&1 | tee "$dir/out"
status=${PIPESTATUS[0]}
tested=$(sed -n 's/.*Tested: \x1b\[[0-9;]*m\([0-9]*\).*/\1/p; s/.*Tested: \([0-9]*\).*/\1/p' "$dir/out" | tail -1)
if [ "${tested:-0}" -eq 0 ]; then
    echo "run_criterion: no test was run" >&2
    exit 1
fi
for report in "$dir"/asan* "$dir"/ubsan* "$dir"/tsan* "$dir"/valgrind.*; do
    [ -s "$report" ] || continue
    cat "$report" >&2
    status=1
done
exit "$status"
