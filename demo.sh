#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The whole story with the real programs, on this machine alone: three organisations run a server
# each, a council holds its ceremony, two people report, the council opens. Everything lies in .demo/.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=cmake/packages.sh
. cmake/packages.sh

daemons=()
finish()
{
    local status=$? daemon hop
    trap - EXIT
    for daemon in "${daemons[@]}"; do
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
    done
    [ -z "${socket_folder:-}" ] || rm -rf "$socket_folder"
    if [ "$status" -ne 0 ]; then
        printf '\nde demo is gestopt / the demo has stopped: %s\n' "$status" >&2
        for hop in entry mix store; do
            [ ! -s "${demo:-}/$hop/log" ] || tail -n 20 "$demo/$hop/log" >&2
        done
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
packages_install $packages_build $packages_demo

echo "bouwen / building: build/demo"
mkdir -p build
if ! { cmake --preset release -B build/demo -DVRIJUIT_TESTS=OFF &&
    cmake --build build/demo -j "$(nproc)"; } >build/demo.log 2>&1; then
    tail -n 40 build/demo.log >&2
    exit 1
fi
start=$SECONDS
export PATH="$PWD/build/demo/daemon:$PWD/build/demo/client:$PWD/build/demo/keys:$PATH"
export LC_ALL=C.UTF-8
demo=$PWD/.demo
rm -rf "$demo"
mkdir -m 700 "$demo"
cd "$demo"
mkdir -m 700 entry mix store council-table reporter
cp ../config/form.json council-table/

# The path of a Unix socket may have 107 bytes.
sockets=$demo
short=entry/http.sock
if [ "${#demo}" -gt 80 ]; then
    socket_folder=$(mktemp -d)
    mkdir "$socket_folder"/{entry,mix,store}
    sockets=$socket_folder
    short=$sockets/entry/http.sock
fi

bold=
plain=
if [ -t 1 ]; then
    bold=$(printf '\033[1m')
    plain=$(printf '\033[0m')
fi

# chapter DUTCH ENGLISH
chapter()
{
    printf '\n%s== %s%s\n   %s\n\n' "$bold" "$1" "$plain" "$2"
}

# show COMMAND...: print it as one would type it.
show()
{
    local word line='$'
    for word in "$@"; do
        case "$word" in
        *[!A-Za-z0-9_./:,=@%+-]*) line="$line '$word'" ;;
        *) line="$line $word" ;;
        esac
    done
    printf '%s%s%s\n' "$bold" "$line" "$plain"
}

run()
{
    show "$@"
    "$@"
}

# typed LINES COMMAND...: the lines are what people type, which is not shown.
typed()
{
    local lines=$1
    shift
    show "$@"
    printf '%s\n' "$lines" | "$@"
}

round_seconds=6
# words_of FILE: the codename in what `vrijuit report` has shown.
words_of()
{
    tr -d '\r' <"$1" | sed -n 's/^  *\([a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]*\) *$/\1/p' | tail -n 1
}

# Seconds until the round ends.
round_left()
{
    echo $((round_seconds - ($(date +%s) - genesis) % round_seconds))
}

# This round ends; then the batch goes from hop to hop, and the receipts come back the same way.
wait_for_receipts()
{
    local left words
    words=$(words_of reporter/second.screen)
    left=$(round_left)
    printf '(wachten: de ronde eindigt over %s s, daarna gaat alles langs drie servers\n' "$left"
    printf ' waiting: the round ends in %s s, then everything passes three servers)\n' "$left"
    sleep $((left + 1))
    for _ in $(seq 20); do
        ! printf '%s\n' "$words" | "${vrijuit[@]}" --state reporter/second check >reporter/checked 2>&1 || return 0
        sleep 1
    done
    cat reporter/checked >&2
    return 1
}

# The board comes from server to server; then one of the reporters finds an answer.
wait_for_answer()
{
    local state
    for _ in $(seq 40); do
        for state in first second third fourth fifth; do
            printf '%s\n' "$(words_of "reporter/$state.screen")" |
                "${vrijuit[@]}" --state "reporter/$state" check >reporter/checked 2>&1 || true
            if grep -q 'Dank je wel' reporter/checked; then
                typed "$(words_of "reporter/$state.screen")" "${vrijuit[@]}" --state "reporter/$state" check
                return 0
            fi
        done
        sleep 1
    done
    cat reporter/checked >&2
    return 1
}

# The name that the council has for a report, out of what `read` showed.
handle_of()
{
    sed -n 's/^Melding 1 van .*, \(....-....\), .*/\1/p' "$1"
}

# The hop NAME of this demo, and the name of its organisation in the circle.
organisation()
{
    case "$1" in
    entry) echo Stichting ;;
    mix) echo Universiteit ;;
    store) echo Vakbond ;;
    esac
}

# configure NAME: what its operator writes; it lists how to reach each of the others.
configure()
{
    local other
    cat <<CONF
[vrijuitd]
state = $demo/$1/state
circle = $demo/$1/circle.json
pin = $demo/$1/vrijuit.pub
listen = unix:$sockets/$1/http.sock
pool_slots = 64
CONF
    for other in entry mix store; do
        [ "$other" = "$1" ] || printf '\n[peer %s]\nunix = %s\n' "$(organisation "$other")" "$sockets/$other/http.sock"
    done
}

chapter "1. Drie organisaties, drie servers: elke beheerder maakt een identiteit" \
    "Three organisations, three servers: each operator makes an identity"
for hop in entry mix store; do
    configure "$hop" >"$hop/vrijuitd.conf"
done
run cat mix/vrijuitd.conf
echo
for hop in entry mix store; do
    run vrijuitd init -f "$hop/vrijuitd.conf"
done

chapter "2. De medezeggenschap houdt de ceremonie: drie leden, twee zijn genoeg om te openen" \
    "The council holds its ceremony: three members, two suffice to open
   (een ronde duurt hier $round_seconds seconden, in het echt een dag / a round takes $round_seconds s here, a day in real life)"
anna='paarse fietsen zingen zacht'
bram='zeven stille bruggen wachten'
cem='warme soep op een koude berg'
genesis=$(date +%s)
typed "$anna
$bram
$cem" vrijuit-council init --output council-table/circle --members 3 --threshold 2 --form council-table/form.json \
    --council proefraad --name "Proefraad/Trial council" --circle-name "Proefkring/Trial circle" \
    --hop "Stichting,http://localhost,@entry/state/identity.pub" \
    --hop "Universiteit,http://localhost,@mix/state/identity.pub" \
    --hop "Vakbond,http://localhost,@store/state/identity.pub" --genesis "$genesis" \
    --round-seconds "$round_seconds" --minimum 2
echo
run vrijuit-council circle verify council-table/circle/circle.json --pin council-table/circle/vrijuit.pub

chapter "3. De beheerders krijgen de ondertekende kring en starten hun server" \
    "The operators get the signed circle and start their servers"
for hop in store mix entry; do
    run cp council-table/circle/circle.json council-table/circle/circle.json.minisig \
        council-table/circle/vrijuit.pub "$hop/"
    run vrijuitd -n -f "$hop/vrijuitd.conf"
    show vrijuitd serve -f "$hop/vrijuitd.conf"
    vrijuitd serve -f "$hop/vrijuitd.conf" 2>"$hop/log" &
    daemons+=($!)
done
echo "(de servers tekenen samen hun sleutels / the servers sign their keys together)"
for _ in $(seq 200); do
    ! compgen -G 'entry/state/peerkeys/*.keys' >/dev/null || break
    sleep 0.1
done

chapter "4. Een ambtenaar controleert de kring en meldt, aan het toetsenbord" \
    "A civil servant checks the circle and reports, at the keyboard"
cp entry/vrijuit.pub reporter/
vrijuit=(vrijuit --pin reporter/vrijuit.pub --unix-socket "$short" --lang nl)
run "${vrijuit[@]}" --state reporter/first circle verify
echo
show "${vrijuit[@]}" --state reporter/first report
expect -f - -- "${vrijuit[@]}" --state reporter/first report <<'EXPECT' | tee reporter/first.screen
set timeout 30
eval spawn -noecho $argv
stty rows 40 columns 100 < $spawn_out(slave,name)
set typed {"5 6" "1" "1 3" "2" "2" "2 6" "3" "1" "In het overleg is het besluit al genomen voordat er een vraag gesteld is.\r." "ja"}
foreach words $typed {
    expect {
        -re {\n> $} { }
        eof { exit 1 }
        timeout { exit 1 }
    }
    sleep 0.1
    send -- "$words\r"
}
expect -re {\n +([a-z]+( [a-z]+){7}) *\r?\n}
set name $expect_out(1,string)
expect -re {\): $}
send -- "$name\r"
expect eof
exit [lindex [wait] 3]
EXPECT

chapter "5. Een tweede melding, uit een bestand" "A second report, from a file"
cat >reporter/answers.json <<'ANSWERS'
{
  "thema": ["rolvastheid", "juiste-vorm"],
  "waar": "politiek",
  "belemmering": ["onduidelijk-hoe"],
  "uitgesproken": "nee",
  "wat-helpt": ["goede-voorbeelden", "gedragscode"],
  "organisatie": "zeg-ik-liever-niet",
  "eigen-woorden": "Ik wist niet in welke vorm ik het kon zeggen."
}
ANSWERS
run cat reporter/answers.json
# Not at the very end of these short rounds.
[ "$(round_left)" -gt 1 ] || sleep 1
run "${vrijuit[@]}" --state reporter/second report --answers reporter/answers.json --yes | tee reporter/second.screen
echo "(drie collega's melden ook / three colleagues report as well)"
for colleague in third fourth fifth; do
    "${vrijuit[@]}" --state "reporter/$colleague" report --answers reporter/answers.json --yes >"reporter/$colleague.screen"
done

chapter "6. De ronde eindigt; de pakketten gaan van server naar server, en de ontvangstlijst komt terug" \
    "The round ends; the packets go from server to server, and the receipts come back"
wait_for_receipts
typed "$(words_of reporter/first.screen)" "${vrijuit[@]}" --state reporter/first check

chapter "7. Elke beheerder ziet hoe het met de eigen server staat, en niet meer dan dat" \
    "Each operator sees how the own server does, and no more than that"
sleep 1
for hop in entry mix store; do
    run vrijuitd status -f "$hop/vrijuitd.conf" || [ $? -eq 1 ] # a line asks for something
    [ "$hop" = store ] || echo
done

chapter "8. De laatste beheerder schrijft alles op een stick; lezen kan die het niet" \
    "The last operator writes everything to a stick, without being able to read it"
run vrijuitd export -f store/vrijuitd.conf --output council-table/batch

chapter "9. Twee leden openen samen, op een laptop zonder netwerk" \
    "Two members open together, on a laptop without a network"
table=(--circle council-table/circle/circle.json --pin council-table/circle/vrijuit.pub)
shares=(--share council-table/circle/members/1/shares.key --share council-table/circle/members/3/shares.key)
typed "$anna
$cem" vrijuit-council open council-table/batch "${table[@]}" "${shares[@]}" --dossier council-table/dossier
echo
typed "$anna
$cem" vrijuit-council read "${table[@]}" "${shares[@]}" --dossier council-table/dossier | tee council-table/read.screen

chapter "10. De raad antwoordt een melder, en maakt het bord met antwoorden" \
    "The council answers a reporter, and makes the board of answers"
cat >council-table/answer.txt <<'ANSWER'
Dank je wel. Wij bespreken dit met de bestuurder en laten hier weten wat ervan komt.
ANSWER
handle=$(handle_of council-table/read.screen)
typed "$anna
$cem" vrijuit-council reply "${table[@]}" "${shares[@]}" --dossier council-table/dossier --to "$handle" \
    --file council-table/answer.txt
typed "$anna
$cem" vrijuit-council board "${table[@]}" "${shares[@]}" --dossier council-table/dossier --output council-table/board

chapter "11. De laatste beheerder plaatst het bord; iedereen haalt het in zijn geheel op" \
    "The last operator publishes the board; everyone fetches it whole"
run vrijuitd publish -f store/vrijuitd.conf council-table/board
wait_for_answer

chapter "12. Een verslag met getallen, waarin niemand te herkennen is" \
    "A report of numbers in which nobody can be recognised"
typed "$anna
$cem" vrijuit-council statistics "${table[@]}" "${shares[@]}" --dossier council-table/dossier \
    --minimum 3 --output council-table/verslag.html

chapter "Klaar. Alles staat in .demo/; de servers stoppen nu." \
    "Done, in $((SECONDS - start)) s. Everything is in .demo/; the servers stop now."
