#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What operators begin with is good: every example configuration, with what is commented out in it too,
# is read by the real program, in the circle that it is an example for. And `vrijuitd -n` refuses ways to
# other hops that cannot be meant. Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh
. "$(dirname "$0")/lib.sh"
source=$2
onion=abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion

# place FILE: as the example, but in the folder of this story, as the role of its name.
place()
{
    local role
    role=$(basename "$1" .conf)
    [ -d "$dir/$role" ] || role=mix
    sed -e "s|/var/lib/vrijuit/[a-z]*|$dir/$role|" -e "s|/etc/vrijuit/|$dir/circle/|" \
        -e "s|NEW-ADDRESS.onion|$onion|" "$1" >"$dir/conf"
    same "$(grep -c "= $dir/" "$dir/conf")" "$(grep -cE '= /(var|etc)/' "$1")" "paths of $1 that lie in here"
}

good()
{
    "$vrijuitd" -f "$dir/conf" -n >"$dir/said" 2>&1 || fail "$1: $(cat "$dir/said" "$dir/conf")"
}

# refused WHAT TEXT
refused()
{
    "$vrijuitd" -f "$dir/conf" -n >"$dir/said" 2>&1
    same "$?" 1 "$1: $(cat "$dir/said")"
    grep -qF -- "$2" "$dir/said" || fail "$1: not '$2', but: $(cat "$dir/said")"
}

: >"$dir/log"
identities=()
for role in entry mix store; do
    printf '[vrijuitd]\nstate = %s\ncircle = /c\npin = /p\n' "$dir/$role" >"$dir/conf"
    "$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
    identities+=("identity=$dir/$role/identity.pub")
done
"$tool" circle out="$dir/circle" "${identities[@]}" names=Stichting,Universiteit,Vakbond url="http://$onion" \
    genesis="$(date +%s)" sequence=1 || fail "the circle cannot be made"
echo "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">" \
    >"$dir/circle/vrijuit.html"

count=0
for example in "$source"/config/example/*.conf; do
    place "$example"
    good "$example"
    sed -i -E '/^#unix = /!s/^#([a-z_]+ = )/\1/' "$dir/conf"
    good "$example, with every key"
    place "$example"
    sed -i -E -e '/^\[peer /d' -e '/^proxy = /d' -e 's/^#(\[peer |unix = )/\1/' "$dir/conf"
    grep -q '^unix = ' "$dir/conf" || fail "$example has no sockets"
    good "$example, all on one machine"
    count=$((count + 1))
done
[ "$count" -ge 3 ] || fail "only $count examples"

place "$source/config/vrijuitd.conf"
refused "a hop behind Tor, and no proxy" "hop Stichting cannot be called: an .onion address asks for a proxy"
sed -i -E 's/^#(\[peer |[a-z_]+ = )/\1/' "$dir/conf"
good "vrijuitd.conf, with every key"
for key in $(sed -n 's/^    { "\([a-z_]*\)", .*/\1/p' "$source/daemon/config.c") unix url proxy; do
    grep -q "^$key = " "$dir/conf" || fail "vrijuitd.conf does not show $key"
done

place "$source/config/example/entry.conf"
sed -i 's/^\[peer Vakbond\]/[peer Vakbont]/' "$dir/conf"
refused "a name that no hop has" \
    "[peer Vakbont]: no hop of the circle has this name; there are: Stichting, Universiteit, Vakbond"
place "$source/config/example/entry.conf"
sed -i 's/^proxy = socks5h:/proxy = socks5:/' "$dir/conf"
refused "a proxy that looks no names up" "hop Universiteit cannot be called: its proxy does not begin with socks5h://"
place "$source/config/example/store.conf"
printf '[peer Universiteit]\nproxy = socks5://localhost:9050\n' >>"$dir/conf"
good "a hop that the store never calls"
passed "$count examples and vrijuitd.conf, with all that is commented out in them"
