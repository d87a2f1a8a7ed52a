#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Signatures of ours are good for the real minisign, and its signatures are good for us.
set -euo pipefail
helper=$1
if ! command -v minisign >/dev/null; then
    echo "minisign is not installed"
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

fail()
{
    echo "minisign_interop: $1" >&2
    exit 1
}

# Passes when the command does not.
refused()
{
    if "$@" >/dev/null 2>&1; then
        fail "must be refused: $*"
    fi
}

"$helper" key secret.key public.key
minisign -R -s secret.key -p again.key >/dev/null
[ "$(tail -1 again.key)" = "$(tail -1 public.key)" ] || fail "minisign makes another public key"

: >empty
printf 'x' >one
head -c 300000 /dev/zero >long
for file in empty one long; do
    "$helper" sign "$file" "$file.ours" "vrijuit circle v1 sequence=1 expires=2027-12-31"
    said=$(minisign -V -H -Q -p public.key -x "$file.ours" -m "$file")
    [ "$said" = "vrijuit circle v1 sequence=1 expires=2027-12-31" ] || fail "comment: $said"

    minisign -S -s secret.key -x "$file.theirs" -t "a comment: é" -m "$file" >/dev/null
    said=$("$helper" verify "$file" "$file.theirs" public.key)
    [ "$said" = "a comment: é" ] || fail "comment: $said"

    # minisign's own comment has tabs.
    minisign -S -s secret.key -x "$file.default" -m "$file" >/dev/null
    "$helper" verify "$file" "$file.default" public.key >/dev/null
done

# The same key and comment give the same bytes, but for the untrusted comment.
minisign -S -s secret.key -x same -t "vrijuit circle v1 sequence=1 expires=2027-12-31" -m long >/dev/null
[ "$(tail -n +2 same)" = "$(tail -n +2 long.ours)" ] || fail "the signatures differ"

refused minisign -V -q -p public.key -x long.ours -m one
refused "$helper" verify one long.theirs public.key
sed 's/^trusted comment: a/trusted comment: b/' long.theirs >changed
refused "$helper" verify long changed public.key
refused minisign -V -q -p public.key -x changed -m long
minisign -S -l -s secret.key -x legacy -m one >/dev/null
refused "$helper" verify one legacy public.key
minisign -G -W -s other.key -p other.pub >/dev/null
refused "$helper" verify long long.theirs other.pub
echo "minisign_interop: both ways"
