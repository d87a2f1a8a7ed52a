#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A neighbour who means harm hands over batches in which one thing is wrong, before the mix and
# before the store: each is refused and said in the log, without a word about any sender, and the
# honest batch of that round is still taken. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
victim=

# forge CASE ROUND [WORDS...]: to the victim, in the name of all hops before it; prints the codes.
forge()
{
    local hop words=(case="$1" round="$2")
    shift 2
    for hop in $(seq $((victim - 1))); do
        words+=("identity=$dir/$hop/state/identity.key")
    done
    for hop in $(seq "$victim" "$hops"); do
        words+=("at=$dir/$hop/s")
    done
    "$tool" forge circle="$dir/circle" "${words[@]}" "$@" | tr '\n' ' ' || fail "forge"
}

# refused CASE CODES REASON [ROUND]
refused()
{
    local before
    before=$(wc -l <"$dir/$victim/log")
    same "$(forge "$1" "${4:-$round}")" "$2" "$1 at hop $victim"
    tail -n +$((before + 1)) "$dir/$victim/log" | grep -qF -- "$3" ||
        fail "$1 at hop $victim: the log does not say: $3"
    refusals=$((refusals + 1))
}

# Until the next round is over: its batch is due. None is left out, for the store takes them in order.
begin_round()
{
    round=$((round + 1))
    wait_round $((round + 1))
    sleep 1.2 # the hops notice it too
}

# attack HOP
attack()
{
    victim=$1
    begin_round
    refused unsorted '400 ' 'the packets do not ascend'
    refused unsorted-parts '202 400 ' 'of part 2 do not ascend'
    refused twice '400 ' 'the packets do not ascend'
    refused twice-parts '202 400 ' 'of part 2 do not ascend'
    refused second-first '503 ' 'it begins with part 2'
    # Far before the next one that begins well: its first part is still being taken.
    refused two-batches '202 409 ' 'is of another batch'
    refused uneven '400 ' 'not a whole batch'
    refused circle '400 ' 'of another circle'
    refused stranger '400 ' 'refused'
    refused last-signature '400 ' 'the signature of hand-over'
    refused chain '400 ' 'hand-over 1 is not between those hops'
    refused chain-round '400 ' 'hand-over 1: another round'
    if [ "$victim" -gt 2 ]; then
        refused first-signature '400 ' 'the signature of hand-over 1'
        refused chain-short '400 ' 'hand-overs: not 2 of them'
        refused chain-thin '400 ' 'hand-over 2: another round, or not as thin'
    fi
    refused cut-bytes '400 ' 'bytes are not its'
    refused cut-packet '400 ' 'bytes are not its'
    refused signature '400 ' 'refused'
    refused packets '400 ' 'the packets do not ascend'
    refused no-document '400 ' 'a part from the hop before is refused: '
    refused hash '202 400 ' 'the parts do not make up the batch'
    refused good '503 ' 'it is not the time of this round here' "$(round_now)"
    # The honest batch, and again, and another one.
    same "$(forge good "$round" keep="$dir/batch$victim" acked="$dir/acked")" '202 200 ' "the honest batch"
    same "$("$tool" repeat at="$dir/$victim/s" keep="$dir/batch$victim" | tr '\n' ' ')" '202 200 ' "the same again"
    refused good '409 ' 'a second, different batch: refused'
    # In the next round, because the log says only so much in one: a part twice in one body. And a
    # packet of this round, two that are damaged, and one with the tag of a packet before it.
    begin_round
    refused doubled '413 ' 'a part from the hop before is refused: it has more bytes than any part'
    same "$(forge damaged "$round" replay="$dir/batch$victim")" '202 200 ' "a batch with a replayed packet"
    says "$victim" "round $round: batch of 128 taken, 4 dropped"
}

# log_is_whole HOP: each line is one of these from end to end, so that no sender, address or time has a
# place in it.
log_is_whole()
{
    local forms=(
        started stopped
        'round N: batch of 128 taken, [04] dropped'
        'round N: taken by the next hop'
        'round N: not taken by the next hop yet \([a-z ]+\); trying again'
        'round N: the hop before sends a second, different batch: refused'
        'round N: the batch is not taken: the packets of part 2 do not ascend from those before it'
        'round N: the batch is not taken: the parts do not make up the batch'
        'round N: a part is not taken now: it begins with part 2'
        'round N: a part is not taken now: part 2 is of another batch'
        'round N: a part is not taken now: it is not the time of this round here'
        'REFUSED: it has more bytes than any part'
        'REFUSED: part: no (line document|empty line) before the packets'
        'REFUSED: part: the packets do not ascend'
        'REFUSED: part: of another circle than that of its round'
        'REFUSED: part: 20[0-9]{5} bytes are not its 64 packets'
        'REFUSED: a signature is missing, or in another place'
        'REFUSED: a signature does not fit the document'
        'REFUSED: the signature of hand-over [12] does not fit'
        'REFUSED: hand-over 1: 127 packets, not a whole batch'
        'REFUSED: hand-over 1 is not between those hops'
        'REFUSED: hand-over [12]: another round, or not as thin'
        'REFUSED: hand-overs: not 2 of them'
        'a keys document to sign is refused: keys: circle is missing'
        "round N: a keys document is not signed: another circle, another round, or not this hop's own keys"
        'round N: a second, different keys document is not signed'
    )
    printf '%s\n' "${forms[@]}" | sed -e 's/^REFUSED/a part from the hop before is refused/' \
        -e 's/^round N/round [0-9]{1,2}/' -e 's/^/vrijuitd: /' >"$dir/forms"
    if grep -vxEf "$dir/forms" "$dir/$1/log" >&2; then
        fail "hop $1 says more than it should"
    fi
}

keys()
{
    local place=$1
    shift
    "$tool" keys circle="$dir/circle" place="$place" at="$dir/2/s" at="$dir/3/s" "$@"
}

# The entry does not run: its identity is in the wrong hands.
refusals=0
round=-1
new_cascade 3 16 # an attack must be over while the keys of its round are published
for hop in 3 2; do
    start_hop "$hop"
done
await_hop 3
await_hop 2
attack 2
# Two keys documents for one round, other keys than its own, and one for a round that has not come.
same "$(keys 1 seed=1 case=malformed)" 400 "a malformed keys document"
same "$(keys 1 seed=1 case=own)" 409 "a keys document with wrong keys of the signer"
same "$(keys 1 seed=1 case=later)" 409 "a keys document for a later round"
same "$(keys 1 seed=1)" 200 "the first keys document"
same "$(keys 1 seed=1)" 200 "the same again"
same "$(keys 1 seed=2)" 409 "a second, different keys document"
says 2 "a second, different keys document is not signed"
kill_hop 2
start_hop 2
await_hop 2
same "$(keys 1 seed=2)" 409 "a second, different keys document after a restart"
same "$(keys 1 seed=1)" 200 "the first one after a restart"
says 3 "round $round: batch of"
stop_hop 2

# Now the mix is in the wrong hands too.
attack 3
at=$dir/3/s
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_cascade
no_hop_leaks
log_is_whole 2
log_is_whole 3
passed "$refusals refusals, $(wc -l <"$dir/acked") packets of honest batches"
