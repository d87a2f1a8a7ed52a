#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The unit keeps its score and systemd finds nothing to say about it.
# Arguments: the built service unit, the socket unit.
set -u
command -v systemd-analyze >/dev/null || { echo "systemd-analyze is not here"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The program need not be installed for a look at its unit: any program stands in for it.
sed "s,^ExecStart=[^ ]*,ExecStart=$(command -v true)," "$1" >"$dir/vrijuitd@proef.service"
cp "$2" "$dir/vrijuitd@proef.socket"
cd "$dir" || exit 1

if ! systemd-analyze security --no-pager --offline=true --threshold=12 ./vrijuitd@proef.service >score 2>&1; then
    cat score >&2
    exit 1
fi
tail -n 1 score
if ! systemd-analyze verify --man=no ./vrijuitd@proef.service ./vrijuitd@proef.socket >words 2>&1 || [ -s words ]; then
    cat words >&2
    exit 1
fi
# The score does not see these.
for line in MemorySwapMax=0 LimitCORE=0 PrivateNetwork=yes RestrictAddressFamilies=AF_UNIX; do
    grep -qx "$line" vrijuitd@proef.service || { echo "the unit lacks $line" >&2; exit 1; }
done
