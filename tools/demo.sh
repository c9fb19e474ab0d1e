#!/bin/sh
# Fill a throw-away demonstration (practice at Cavaillon, fictitious people) and print a few searches with their reasons.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
umask 077
printf 'demonstration\n' >"$folder/passphrase"

carnet() { .venv/bin/carnet --data-dir "$folder/data" --passphrase-file "$folder/passphrase" "$@" </dev/null; }
find_and_show() {
    printf '\n$ carnet find'
    for word in "$@"; do
        case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    carnet find "$@" --limit 6
}

# The recovery code of a vault that is about to be deleted would only alarm.
carnet init --commune 84035 --name 'Cabinet des Platanes' >/dev/null
carnet demo
find_and_show rhumato
find_and_show 'rhumato cavaillon'
find_and_show 'rhumato vite'
find_and_show 'kiné domicile' --near Oppède
find_and_show 'orl pointu'
