# SPDX-License-Identifier: EUPL-1.2
# Read by the council_*.sh tests: a folder of their own, and checks that say what went wrong.
set -u
export LC_ALL=C.UTF-8
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}allocator_may_return_null=1"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export here # for talk.exp
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
checks=0

# expect CODE TEXT COMMAND...: standard input goes through; TEXT must be in what it says.
expect() {
    local code=$1 text=$2 got
    shift 2
    checks=$((checks + 1))
    "$@" >out 2>&1
    got=$?
    if [ "$got" -ne "$code" ]; then
        echo "FAIL: exit $got where $code is due: $*" >&2
        sed 's/^/    /' out >&2
        failed=1
    elif ! grep -qF -e "$text" out; then
        echo "FAIL: not said: $text ($*)" >&2
        sed 's/^/    /' out >&2
        failed=1
    fi
}

# holds WHAT COMMAND...: the command must succeed.
holds() {
    local what=$1
    shift
    checks=$((checks + 1))
    if ! "$@" >/dev/null 2>&1; then
        echo "FAIL: $what" >&2
        failed=1
    fi
}

# A ceremony in folder $1; the passphrases are "wachtzin van lid N".
hold_ceremony() {
    local output=$1 members=$2 threshold=$3
    shift 3
    for i in $(seq "$members"); do echo "wachtzin van lid $i"; done |
        "$council" init --output "$output" --members "$members" --threshold "$threshold" \
            --form "$here/council_form.json" --council or-proef --name 'Proefraad/Trial council' \
            --circle-name 'Proefkring/Trial circle' \
            --hop "Alfa,http://127.0.0.1:8080,@identity" "$@"
}

# Passphrases that cost little, for what is no test of Argon2id: folder $1, members $2.
cheap_shares() {
    for i in $(seq "$2"); do
        "$maker" cheap-share "$1/members/$i/shares.key" cheap "wachtzin van lid $i" || exit 1
        mv cheap "$1/members/$i/shares.key"
    done
}

# The council's minisign key of the period that stands at place $2 of circle $1.
signing_key() {
    python3 - "$1" "$2" <<'X'
import base64, hashlib, json, sys
key = base64.b64decode(json.load(open(sys.argv[1]))["councils"][0]["keys"][int(sys.argv[2])]["signing"])
key_id = hashlib.blake2b(b"vrijuit minisign key id v1\0" + key, digest_size=32).digest()[:8]
print(base64.b64encode(b"Ed" + key_id + key).decode())
X
}

# The passphrases of the members named.
passphrases() {
    for i in "$@"; do echo "wachtzin van lid $i"; done
}

finish() {
    echo "$checks checks"
    exit "$failed"
}
