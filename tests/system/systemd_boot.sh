#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The installed unit, really started by systemd in a container without network: it takes a report
# through its socket, stops, and has not forgotten it after the next start. Beside it the session of a
# person, whose own systemd runs the timer of vrijuit cover.
# Arguments: build folder, source folder. VRIJUIT_ROOTFS names a folder to keep the container's system in.
set -u
build=$1
source=$2

skip()
{
    echo "systemd_boot: skipped: $*"
    exit 77
}

[ "$(id -u)" -eq 0 ] || skip "only root can start a container"
for tool in systemd-nspawn mmdebstrap nsenter ldd dpkg; do
    command -v "$tool" >/dev/null || skip "$tool is not here"
done
# shellcheck disable=SC1091
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$codename" ] || skip "the name of this Debian release is not known"

dir=$(mktemp -d)
nspawn=
leader=
finish()
{
    if [ -n "$leader" ]; then
        nsenter -t "$leader" -a /usr/bin/systemctl poweroff --no-wall >/dev/null 2>&1
        for _ in $(seq 100); do
            kill -0 "$nspawn" 2>/dev/null || break
            sleep 0.1
        done
    fi
    if [ -n "$nspawn" ]; then
        kill "$nspawn" 2>/dev/null
        wait "$nspawn" 2>/dev/null
    fi
    rm -rf "$dir"
}
trap finish EXIT

DESTDIR=$dir/stage cmake --install "$build" --prefix /usr/local >"$dir/install" 2>&1 ||
    { cat "$dir/install" >&2; exit 1; }
mkdir "$dir/share"
chmod 755 "$dir" "$dir/share"

# The container gets the packages whose libraries the programs are linked to.
libraries=$(ldd "$dir"/stage/usr/local/sbin/vrijuitd "$dir"/stage/usr/local/bin/vrijuit* |
    sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u)
packages=$(for library in $libraries; do
    dpkg -S "$library" 2>/dev/null || dpkg -S "/usr$library" 2>/dev/null || dpkg -S "${library#/usr}" 2>/dev/null
done | sed 's/:.*//' | sort -u | paste -sd,)
packages="systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,passwd,procps,$packages"
cache=${VRIJUIT_ROOTFS:-$build/rootfs}
root=$cache/$codename-$(echo "$packages" | sha256sum | cut -c 1-12)
if [ ! -e "$root/complete" ]; then
    rm -rf "$root"
    mkdir -p "$root"
    mmdebstrap --quiet --variant=minbase --include="$packages" "$codename" "$root/system" >"$dir/mmdebstrap" 2>&1 ||
        { tail -n 3 "$dir/mmdebstrap"; skip "mmdebstrap could not make a system"; }
    : >"$root/system/etc/machine-id"
    for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer dpkg-db-backup.timer getty.target; do
        ln -sf /dev/null "$root/system/etc/systemd/system/$unit"
    done
    touch "$root/complete"
fi

systemd-nspawn -q -D "$root/system" --private-network --register=no --keep-unit --console=read-only \
    --system-call-filter=@memlock --volatile=overlay --bind-ro="$dir/stage/usr/local:/usr/local" --bind="$dir/share:/mnt" --boot \
    >"$dir/boot" 2>&1 </dev/null &
nspawn=$!
state=
for _ in $(seq 150); do
    [ -n "$leader" ] || leader=$(pgrep -P "$nspawn" | head -n 1)
    if [ -n "$leader" ]; then
        state=$(nsenter -t "$leader" -a /usr/bin/systemctl is-system-running 2>/dev/null)
        case "$state" in
        running | degraded) break ;;
        esac
    fi
    kill -0 "$nspawn" 2>/dev/null || break
    sleep 0.2
done
case "$state" in
running | degraded) ;;
*)
    tail -n 5 "$dir/boot"
    skip "the container does not boot here"
    ;;
esac

inside()
{
    nsenter -t "$leader" -a /usr/bin/env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LC_ALL=C.UTF-8 "$@"
}

fail()
{
    echo "systemd_boot: $*" >&2
    inside journalctl --no-pager -n 40 -u vrijuitd@proef.service -u vrijuitd@proef.socket >&2
    inside systemctl status --no-pager vrijuitd@proef.service >&2
    exit 1
}

# What an operator does: user and folders, configuration, identity.
inside systemd-sysusers || fail "no user"
inside systemd-tmpfiles --create /usr/local/lib/tmpfiles.d/vrijuit.conf || fail "no folders"
cat >"$dir/share/proef.conf" <<'CONF'
[vrijuitd]
state = /var/lib/vrijuit/proef
circle = /etc/vrijuit/circle.json
pin = /etc/vrijuit/vrijuit.pub
pool_slots = 64
CONF
inside cp /mnt/proef.conf /etc/vrijuit/proef.conf
inside setpriv --reuid=vrijuit --regid=vrijuit --init-groups vrijuitd init -f /etc/vrijuit/proef.conf || fail "no identity"
inside cp /var/lib/vrijuit/proef/identity.pub /mnt/identity.pub

# What a council does, on a machine of its own: here, outside the container.
council=$dir/stage/usr/local/bin/vrijuit-council
round_seconds=6
printf 'een lange zin voor de proef\n' |
    "$council" init --output "$dir/council" --members 1 --threshold 1 --form "$source/config/form.json" \
        --council proef --name "Proefraad/Trial council" --circle-name "Proefkring/Trial circle" \
        --hop "Proef,http://localhost,@$dir/share/identity.pub" --genesis "$(date +%s)" \
        --round-seconds "$round_seconds" --minimum 1 >"$dir/ceremony" 2>&1 || { cat "$dir/ceremony" >&2; exit 1; }
cp "$dir"/council/circle.json "$dir"/council/circle.json.minisig "$dir"/council/vrijuit.pub "$dir/share/"
inside sh -c 'cd /mnt && cp circle.json circle.json.minisig vrijuit.pub /etc/vrijuit/ && chmod 644 /etc/vrijuit/*'

inside systemctl start vrijuitd@proef.socket || fail "the socket does not start"
mode=$(inside stat -c '%a %U %G' /run/vrijuit/proef.sock)
[ "$mode" = "660 root vrijuit" ] || fail "the socket is $mode"
inside systemctl start vrijuitd@proef.service || fail "the service does not start"
[ "$(inside systemctl show -P StatusErrno vrijuitd@proef.service)" = 0 ] || fail "it told systemd of an error"

# Really under the restrictions that the unit asks for.
pid=$(inside systemctl show -P MainPID vrijuitd@proef.service)
inside grep -q '^Seccomp:[[:space:]]*2' "/proc/$pid/status" || fail "no seccomp filter"
inside grep -q '^NoNewPrivs:[[:space:]]*1' "/proc/$pid/status" || fail "it may gain privileges"
inside grep -q '^CapEff:[[:space:]]*0*$' "/proc/$pid/status" || fail "it has capabilities"
inside grep -q 'Max core file size *0 *0' "/proc/$pid/limits" || fail "it may write a core file"

cat >"$dir/share/answers.json" <<'ANSWERS'
{"thema": ["gehoord-worden"], "eigen-woorden": "Een proef in een kooi."}
ANSWERS
vrijuit="vrijuit --pin /etc/vrijuit/vrijuit.pub --unix-socket /run/vrijuit/proef.sock --entry http://localhost --state /root/vrijuit --lang nl"
# shellcheck disable=SC2086
inside $vrijuit report --answers /mnt/answers.json --yes >"$dir/report" 2>&1 || { cat "$dir/report" >&2; fail "the report was not taken"; }

# A person with a session, and cover in it. She may use the socket, as Tor may elsewhere.
inside useradd --create-home --uid 1000 --groups vrijuit anna || fail "no person"
inside systemctl start user@1000.service || fail "no session"
anna()
{
    inside setpriv --reuid=1000 --regid=1000 --init-groups \
        env HOME=/home/anna USER=anna XDG_RUNTIME_DIR=/run/user/1000 "$@"
}
cover()
{
    anna vrijuit --pin /etc/vrijuit/vrijuit.pub --unix-socket /run/vrijuit/proef.sock --lang en cover "$@" >"$dir/cover" 2>&1 ||
        { cat "$dir/cover" >&2; anna journalctl --user --no-pager -n 20 >&2; fail "cover $*"; }
}
# next_run: seconds, from systemd itself.
next_run()
{
    date -u -d "$(anna systemctl --user show -P NextElapseUSecRealtime vrijuit-cover.timer)" +%s
}
cover enable
anna systemctl --user list-timers --no-pager | grep -q 'vrijuit-cover.timer *vrijuit-cover.service' || fail "the timer is not listed"
next=$(next_run) || fail "the timer does not say when it runs"
[ "$next" -gt "$(date +%s)" ] || fail "the timer runs at once"
[ "$(date -u -d "@$next" +%u)" -le 5 ] || fail "not a working day: $(date -u -d "@$next")"
hour=$(date -u -d "@$next" +%-H)
{ [ "$hour" -ge 9 ] && [ "$hour" -lt 17 ]; } || fail "not in working hours: $(date -u -d "@$next")"
cover status
grep -q 'The timer is there' "$dir/cover" || { cat "$dir/cover" >&2; fail "cover status"; }

anna systemctl --user start vrijuit-cover.service ||
    { anna journalctl --user --no-pager -n 20 >&2; fail "the packet of the day was not sent"; }
[ "$(anna systemctl --user show -P Result -P ExecMainStatus vrijuit-cover.service | paste -sd' ')" = "success 0" ] || fail "the service of cover did not end well"

# A computer that was off for some days: what was missed is made up, after a random delay.
stamp=/home/anna/.local/share/systemd/timers/stamp-vrijuit-cover.timer
anna systemctl --user stop vrijuit-cover.timer
anna test -e "$stamp" || fail "systemd keeps no time of the last run"
anna touch -d '4 days ago' "$stamp"
anna systemctl --user start vrijuit-cover.timer || fail "the timer does not start again"
late=$(($(next_run) - $(date +%s)))
{ [ "$late" -ge -1 ] && [ "$late" -le 7200 ]; } || fail "what was missed is made up in $late seconds"

cover disable
left=$(anna find /home/anna /run/user/1000 -name '*vrijuit-cover*' 2>/dev/null)
[ -z "$left" ] || fail "left of cover: $left"
anna systemctl --user list-timers --all --no-pager | grep -q vrijuit && fail "the timer is still there"
anna systemctl --user list-units --all --no-pager | grep -q vrijuit && fail "a unit is still there"
inside systemctl stop user@1000.service

inside systemctl restart vrijuitd@proef.service || fail "it does not start again"
inside systemctl reload vrijuitd@proef.service || fail "it does not reload"
sleep $((2 * round_seconds + 2))
inside systemctl is-active --quiet vrijuitd@proef.service || fail "it did not stay up"
inside setpriv --reuid=vrijuit --regid=vrijuit --init-groups \
    vrijuitd export -f /etc/vrijuit/proef.conf --output /var/lib/vrijuit/proef/batch || fail "nothing to export"
inside mv /var/lib/vrijuit/proef/batch /mnt/batch
inside systemctl stop vrijuitd@proef.service vrijuitd@proef.socket || fail "it does not stop"
[ "$(inside systemctl show -P Result vrijuitd@proef.service)" = success ] || fail "it did not stop well"
inside test ! -e /run/vrijuit/proef.sock || fail "the socket is left behind"

printf 'een lange zin voor de proef\n' |
    "$council" open "$dir/share/batch" --circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub" \
        --share "$dir/council/members/1/shares.key" --dossier "$dir/council/dossier" --lang en >"$dir/opened" 2>&1 ||
    { cat "$dir/opened" >&2; fail "the batch does not open"; }
printf 'een lange zin voor de proef\n' |
    "$council" read --share "$dir/council/members/1/shares.key" --dossier "$dir/council/dossier" \
        --circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub" >"$dir/read" 2>&1
grep -q 'opened 1, cover 1,' "$dir/opened" || { cat "$dir/opened" >&2; fail "the packet of cover did not arrive"; }
grep -q 'Een proef in een kooi' "$dir/read" || { cat "$dir/opened" "$dir/read" >&2; fail "the report did not arrive"; }
echo "systemd_boot: taken, restarted, stored, opened; cover in a session"
