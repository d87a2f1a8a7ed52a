#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The council's tool never opens a socket: it does all its work in an empty network namespace, under a
# filter that kills on the first attempt.
council=$1
maker=$2
nosocket=$3
. "$(dirname "$0")/council_lib.sh"
"$nosocket" true
case $? in
0) ;;
77) echo "seccomp cannot be used here"; exit 77 ;;
*) echo "the filter kills more than sockets" >&2; exit 1 ;;
esac
# 128 + SIGSYS; the shell says so.
("$nosocket" -; exit $?) 2>/dev/null
holds 'the filter kills on socket()' test $? -eq 159

alone=()
if unshare -n true 2>/dev/null; then
    alone=(unshare -n)
else
    echo "no network namespace here: only the filter is tried"
fi
real=$council
cat >sealed <<X
#!/bin/sh
exec ${alone[*]} "$nosocket" "$real" "\$@"
X
chmod 755 sealed
council=$dir/sealed

"$maker" identity seed >identity
expect 0 'Klaar' hold_ceremony raad 3 2 --minimum 1
expect 0 'geldig' "$council" circle verify raad/circle.json
expect 0 'Proefkring' "$council" circle show raad/circle.json
expect 0 'libsodium' "$council" --version
"$maker" batch een raad/circle.json seed 0 - r2c
expect 0 'geopend 2, dekking 1' "$council" open een --dossier dossier --circle raad/circle.json \
    --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/3/shares.key \
    < <(passphrases 1 3)
expect 0 'melding nummer 1' "$council" read --dossier dossier --circle raad/circle.json \
    --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/3/shares.key \
    < <(passphrases 1 3)
sed 's/"sequence": 1/"sequence": 2/' raad/circle.json >nieuw.json
expect 0 'ondertekend' "$council" circle sign nieuw.json --share raad/members/1/shares.key \
    --share raad/members/3/shares.key < <(passphrases 1 3)
holds 'the program does not even name a call of the network' sh -c \
    "! nm -D --undefined-only '$real' | grep -wE 'socket|connect|bind|listen|accept|getaddrinfo|sendto'"
finish
