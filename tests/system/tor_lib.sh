# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: EUPL-1.2
# A Tor network of its own on this machine, out of Debian's package: five authorities that are the relays
# too (with fewer it does not come up), a client, and an onion service. Sourced after lib.sh, whose helpers
# end it.
tor_authorities=5
tor_patience=${VRIJUIT_WAIT:-180}
tor_socks_port= # of the client; empty: one that is free
tor_dir=
tor_base=

# tor_config NAME: what every daemon of the network has.
tor_config()
{
    mkdir -p -m 700 "$tor_dir/$1"
    cat >"$tor_dir/$1/torrc" <<TORRC
TestingTorNetwork 1
DataDirectory $tor_dir/$1
Log notice file $tor_dir/$1/notice.log
Log [rend]info file $tor_dir/$1/rend.log
SafeLogging 0
ShutdownWaitLength 0
PathsNeededToBuildCircuits 0.67
ServerDNSResolvConfFile $tor_dir/resolv.conf
ServerDNSAllowBrokenConfig 1
ServerDNSDetectHijacking 0
TORRC
}

# tor_authority NUMBER: its configuration, and its line in those of all.
tor_authority()
{
    local name=a$1 relay=$((tor_base + $1)) directory=$((tor_base + 10 + $1)) voter fingerprint
    tor_config "$name"
    cat >>"$tor_dir/$name/torrc" <<TORRC
Nickname $name
Address 127.0.0.1
ORPort 127.0.0.1:$relay
DirPort 127.0.0.1:$directory
ExitRelay 0
ExitPolicy reject *:*
SocksPort 0
NumCPUs 1
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo test@localhost
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
V3AuthNIntervalsValid 3
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
TestingMinExitFlagThreshold 0
AssumeReachable 1
TORRC
    # A throw-away authority lets tor tell its fingerprint without a network.
    fingerprint=$(tor -f "$tor_dir/$name/torrc" --list-fingerprint --quiet --DirAuthority \
        "x orport=1 v3ident=$(printf '%040d' 1) 127.0.0.1:1 $(printf '%040d' 1)" 2>/dev/null | tail -n 1 | cut -d' ' -f2- | tr -d ' ')
    voter=$(sed -n 's/^fingerprint //p' "$tor_dir/$name/keys/authority_certificate")
    echo "DirAuthority $name orport=$relay no-v2 v3ident=$voter 127.0.0.1:$directory $fingerprint" >>"$tor_dir/authorities"
}

# tor_launch NAME
tor_launch()
{
    cat "$tor_dir/authorities" >>"$tor_dir/$1/torrc"
    tor -f "$tor_dir/$1/torrc" --quiet >"$tor_dir/$1/said" 2>&1 </dev/null &
    helpers+=($!)
}

# tor_await COUNT PATTERN FILE WHAT: until so many lines of the file fit.
tor_await()
{
    local until=$((SECONDS + tor_patience)) count
    while count=$(grep -cE "$2" "$tor_dir/$3" 2>/dev/null); [ "${count:-0}" -lt "$1" ]; do
        [ "$SECONDS" -lt "$until" ] || fail "tor: $4 does not come"
        sleep 0.2
    done
}

# start_tor FOLDER TARGET: an onion service in front of it, as HiddenServicePort names it; its name is $onion,
# the way to it $socks.
start_tor()
{
    local number
    tor_dir=$1
    tor_base=$((20000 + RANDOM % 10000))
    mkdir -m 700 "$tor_dir"
    echo 'nameserver 127.0.0.1' >"$tor_dir/resolv.conf"
    for number in $(seq 0 $((tor_authorities - 1))); do
        mkdir -p -m 700 "$tor_dir/a$number/keys"
        (cd "$tor_dir/a$number/keys" && echo pw | tor-gencert --create-identity-key -m 1 \
            -a "127.0.0.1:$((tor_base + 10 + number))" --passphrase-fd 0 >/dev/null 2>&1)
        tor_authority "$number"
    done
    for number in $(seq 0 $((tor_authorities - 1))); do
        tor_launch "a$number"
    done
    # A client that starts with a smaller consensus takes long to learn of the rest.
    tor_await "$tor_authorities" '^r ' a0/cached-microdesc-consensus "a consensus of all relays"
    tor_config client
    socks=127.0.0.1:${tor_socks_port:-$((tor_base + 20))}
    printf 'SocksPort %s\nClientOnly 1\n' "$socks" >>"$tor_dir/client/torrc"
    tor_config service
    printf 'SocksPort 0\nHiddenServiceDir %s/service/onion\nHiddenServicePort 80 %s\n' "$tor_dir" "$2" \
        >>"$tor_dir/service/torrc"
    tor_launch service
    tor_launch client
    tor_await 1 'Bootstrapped 100%' client/notice.log "the client"
    tor_await 2 'Uploading hidden service descriptor: finished with status 200' service/rend.log "the onion service"
    onion=$(cat "$tor_dir/service/onion/hostname")
}
