#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Runs linter_web.mjs where there is a node. VRIJUIT_LONG=1 compares many more mutations.
# usage: linter_web.sh SOURCE_FOLDER LINTER_TOOL
set -eu
command -v node >/dev/null || {
    echo "linter_web: skipped: node is not installed"
    exit 77
}
count=3000
[ -z "${VRIJUIT_LONG:-}" ] || count=200000
exec node "$(dirname "$0")/linter_web.mjs" "$1" "$2" "$count"
