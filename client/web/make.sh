#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Fetches the locked packages once and makes the page: make.sh NODE NPM SOURCE BUILD. Where the packages
# cannot be fetched it says so and makes none, since the rest of the build needs no network.
set -eu
node=$1 npm=$2 source=$3 build=$4

cd "$build"
if ! cmp -s "$source/package-lock.json" package-lock.json; then
    cp "$source/package.json" "$source/.npmrc" "$source/package-lock.json" .
    if ! "$npm" ci --no-progress --loglevel=error; then
        echo "the packages of the web form cannot be fetched: no web form is made" >&2
        rm -f vrijuit.html package-lock.json
        exit 0
    fi
fi
"$node" "$source/build.mjs" vrijuit.html node_modules
