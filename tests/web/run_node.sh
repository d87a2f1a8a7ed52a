#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# node with the packages of the web form: run_node.sh BUILD ARGUMENTS..., files in this folder. 77 means
# skipped.
set -eu
build=$1
shift

skip()
{
    echo "web-modules: skipped: $*"
    exit 77
}

[ -d "$build/node_modules" ] || skip "the packages of the web form are not here"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"
cd "$(dirname "$0")"
VRIJUIT_WEB=$build exec node "$@"
