#!/bin/sh
# Prove that the README's commands are enough: run make goals on a fresh clone inside a bare Debian or Ubuntu that has
# only Python 3 and make. Root is needed (debootstrap, chroot); the mounts live in a namespace that ends with the run.
#   tools/try_bare_root.sh FOLDER SUITE [GOAL...]     default goals: demo test
# FOLDER receives SUITE.tar (the bare system, made once) and SUITE/ (unpacked anew each time).
# Environment:
#   MIRROR      where debootstrap takes packages from (its own default otherwise)
#   BARE_COPY   absolute paths to copy into the bare root at the same place, for a machine that reaches its package
#               indexes through a certificate, a proxy or a pip or apt configuration of its own
#   BARE_ENV    names of variables to pass on, for the same purpose
#   BARE_PYTHON=no   no Python and no make: to try a built program; the goals are then commands of dist/carnet/carnet
set -eu
[ $# -ge 2 ] || { sed -n '2,13p' "$0" >&2 && exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd -P)
suite=$2
shift 2
[ $# -gt 0 ] || set -- demo test
checkout=$(cd "$(dirname "$0")/.." && pwd -P)

include=--include=python3,make,ca-certificates
name=$suite
if [ "${BARE_PYTHON:-yes}" = no ]; then
    include=--include=ca-certificates
    name=$suite-without-python
fi
root=$folder/$name
if [ ! -f "$folder/$name.tar" ]; then
    rm -rf --one-file-system "$root"
    # shellcheck disable=SC2086  # no mirror, no word
    debootstrap --variant=minbase $include "$suite" "$root" ${MIRROR:-}
    tar -C "$root" -cf "$folder/$name.tar.part" .
    mv "$folder/$name.tar.part" "$folder/$name.tar"
fi
rm -rf --one-file-system "$root"
mkdir -p "$root"
tar -C "$root" -xf "$folder/$name.tar"

for path in /etc/resolv.conf ${BARE_COPY:-}; do
    mkdir -p "$root$(dirname "$path")"
    rm -rf "${root:?}$path"
    cp -rL "$path" "$root$path"
done
if [ "${BARE_PYTHON:-yes}" = no ]; then
    prefix=./carnet
    cp -r "$checkout/dist/carnet" "$root/root/carnet"
else
    prefix=make
    git clone -q --no-hardlinks "$checkout" "$root/root/carnet"
fi

passed=
for variable in ${BARE_ENV:-}; do
    passed="$passed $variable=$(printenv "$variable")"
done
export root passed prefix
# shellcheck disable=SC2016  # expanded inside the namespace
unshare --mount sh -eu -c '
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    for goal in "$@"; do
        command="$prefix $goal"
        echo "== $command"
        start=$(date +%s)
        # shellcheck disable=SC2086  # $passed is a list
        chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin CI=true $passed \
            sh -c "cd /root/carnet && $command" </dev/null
        echo "== $command: $(($(date +%s) - start)) s"
    done' sh "$@"
