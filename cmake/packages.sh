# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: EUPL-1.2
# Debian packages of this project, in one place; sourced by demo.sh and check.sh.

# To build and to run the three programs.
packages_build="ca-certificates cmake gcc gettext libc6-dev libcurl4-openssl-dev libevent-dev libinih-dev libjansson-dev
    liblmdb-dev libncurses-dev libqrencode-dev libsodium-dev libsystemd-dev ninja-build pkg-config"

# To see the story of demo.sh.
packages_demo="expect procps"

# To run every test. clang-format and libFuzzer are found per release, in packages_for_check.
packages_check="binutils chromium clang curl expect faketime gdb iproute2 jq libcriterion-dev libglpk-dev llvm mandoc minisign mmdebstrap nano nginx nodejs procps python3 socat
    strace systemd systemd-container tmux tor util-linux valgrind vim-tiny"

# Security fixes of Debian 12 that we insist on.
packages_oldest="libevent-dev=2.1.12-stable-8+deb12u1 libsodium-dev=1.0.18-1+deb12u1"

packages_for_check()
{
    local version npm=''

    # A nodejs from elsewhere has npm in it, and does not go with Debian's.
    command -v npm >/dev/null || npm=npm
    version=$(sed -n 's/^VERSION_ID="\(.*\)"/\1/p' /etc/os-release)
    case "$version" in
    12) echo "$packages_check $npm clang-format-14 libclang-rt-14-dev" ;;
    13) echo "$packages_check $npm libclang-rt-19-dev" ;;
    *) echo "$packages_check $npm" ;;
    esac
}

# Those of the named packages that are not installed, or older than packages_oldest says.
packages_missing()
{
    local name found oldest

    for name in "$@"; do
        found=$(dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$name" 2>/dev/null |
            sed -n 's/^installed //p' | head -n 1)
        if [ -z "$found" ]; then
            echo "$name"
            continue
        fi
        for oldest in $packages_oldest; do
            if [ "${oldest%%=*}" = "$name" ] && dpkg --compare-versions "$found" lt "${oldest#*=}"; then
                echo "$name"
            fi
        done
    done
}

# Install what is missing of the named packages; asks the network for nothing when nothing is.
# Packages must not start services here: where no policy-rc.d stands, one stands for the moment.
packages_install()
{
    local missing sudo='' policy=/usr/sbin/policy-rc.d made=no

    # shellcheck disable=SC2046
    missing=$(packages_missing "$@" | tr '\n' ' ')
    if [ -z "$missing" ]; then
        return 0
    fi
    if ! command -v apt-get >/dev/null; then
        echo "these packages are missing, and this is no Debian system: $missing" >&2
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "run this as root, or install first: $missing" >&2
            return 1
        fi
        sudo=sudo
    fi
    echo "installeren / installing: $missing"
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
        $sudo chmod 755 "$policy"
        made=yes
    fi
    $sudo apt-get -q -o DPkg::Lock::Timeout=600 update >/dev/null || true
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 install -y \
        --no-install-recommends $missing >/dev/null || true
    if [ "$made" = yes ]; then
        $sudo rm -f "$policy"
    fi
    missing=$(packages_missing "$@" | tr '\n' ' ')
    if [ -n "$missing" ]; then
        echo "could not be installed, or are too old: $missing" >&2
        return 1
    fi

    return 0
}
