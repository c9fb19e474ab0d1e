#!/bin/sh
# Set up everything a goal needs on a fresh machine that has only Python 3 and make.
#   tools/bootstrap.sh run     system libraries, .venv, the runtime lock: enough to start carnet
#   tools/bootstrap.sh test    the same with the development lock and a virtual screen
#   tools/bootstrap.sh build   the same as test, with what PyInstaller calls
#   tools/bootstrap.sh bench   the same as test, with the sqlite3 shell that an import is measured against
# Nothing is asked on standard input. A goal already reached is recognised by a stamp in .venv and costs no network call.
set -eu

goal=${1:?usage: tools/bootstrap.sh run|test|build|bench}
cd "$(dirname "$0")/.."
here=$(pwd -P)
PATH=$PATH:/usr/sbin:/sbin # ldconfig lies there and an ordinary user's PATH lacks it
export PATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
python=${PYTHON:-python3}
venv=.venv

case $goal in
run) reached=run locks="requirements/run.txt requirements/build.txt" ;;
test) reached="run test" locks=requirements/dev.txt ;;
build) reached="run test build" locks=requirements/dev.txt ;;
bench) reached="run test bench" locks=requirements/dev.txt ;;
*) echo "usage: tools/bootstrap.sh run|test|build|bench" >&2 && exit 2 ;;
esac

fail() { # one line in French, one in English
    printf 'carnet : %s\ncarnet: %s\n' "$1" "$2" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    fail "Python 3 est introuvable. Installez python3 (3.11 ou plus récent)." \
        "Python 3 was not found. Install python3 (3.11 or newer)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 ou plus récent est nécessaire ; « $python » est $("$python" -V 2>&1)." \
        "Python 3.11 or newer is needed; '$python' is $("$python" -V 2>&1)."

# The stamp names all that decides the result: edit any of it and the goal is set up again.
version=$("$python" -c 'import sys; print(sys.version)')
content=$({ echo "$here $version" && cat tools/bootstrap.sh pyproject.toml requirements/*.txt; } | cksum)
stamp=$venv/.ready-$goal
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$content" ]; then
    exit 0
fi

# Whether a package is missing is read from what it brings (a library, a command, a Python module), never from its
# name: distributions rename packages (libglib2.0-0 became libglib2.0-0t64), and other systems name them otherwise.
libraries=$(ldconfig -p 2>/dev/null || true)
missing=
library() { case $libraries in *"$1"*) ;; *) missing="$missing $2" ;; esac; }
program() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
module() { "$python" -c "import $1" 2>/dev/null || missing="$missing $2"; }

module ensurepip python3-venv
if [ "$(uname -s)" = Linux ]; then
    library libglib-2.0.so.0 libglib2.0-0
    library libEGL.so.1 libegl1
    library libGL.so.1 libgl1
    library libxkbcommon.so.0 libxkbcommon0
    library libdbus-1.so.3 libdbus-1-3
    library libfontconfig.so.1 libfontconfig1
    library libgssapi_krb5.so.2 libgssapi-krb5-2
    library libwayland-cursor.so.0 libwayland-cursor0
    library libxcb-cursor.so.0 libxcb-cursor0
    library libxcb-icccm.so.4 libxcb-icccm4
    library libxcb-keysyms.so.1 libxcb-keysyms1
    library libxkbcommon-x11.so.0 libxkbcommon-x11-0
    library libxcb-shape.so.0 libxcb-shape0
    # Without a single font the window has no letters; any family that is there will do.
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" "${HOME:-/}/.local/share/fonts" \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print 2>/dev/null | head -n 1)" ] || missing="$missing fonts-inter"
    if [ "$goal" != run ]; then
        program Xvfb xvfb
    fi
    if [ "$goal" = bench ]; then
        program sqlite3 sqlite3
    fi
    if [ "$goal" = build ]; then
        program objdump binutils
        # PyInstaller ships the shared interpreter, which Debian's python3 does without.
        "$python" -c '
import sys, sysconfig
from pathlib import Path
name = sysconfig.get_config_var("INSTSONAME") or ""
folders = [sysconfig.get_config_var("LIBDIR") or "", f"/usr/lib/{sysconfig.get_config_var(chr(77) + "ULTIARCH")}"]
sys.exit(not any((Path(folder) / name).is_file() for folder in folders if name))' ||
            missing="$missing libpython$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    fi
fi

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif [ -t 0 ]; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 ||
        fail "il manque à ce système :$missing (noms Debian). Installez-les, puis recommencez." \
            "this system lacks:$missing (Debian names). Install them, then try again."
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
        fail "il faut installer$missing. Recommencez en root, ou faites-le faire : apt-get install$missing" \
            "these must be installed:$missing. Try again as root, or have someone run: apt-get install$missing"
    fi
    echo "carnet: installing$missing"
    # An outdated or partly unreachable list may still hold what is needed: the install decides.
    as_root apt-get update -q || true
    # shellcheck disable=SC2086  # $missing is a list
    as_root apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 $missing ||
        fail "apt-get n'a pas pu installer :$missing (son message est juste au-dessus)." \
            "apt-get could not install:$missing (its message is just above)."
fi

# A copied or moved .venv, or one of another Python, answers with another prefix or version: make it anew.
same='import sys; sys.exit(sys.prefix != sys.argv[1] or sys.version != sys.argv[2])'
if ! "$venv/bin/python" -c "$same" "$here/$venv" "$version" 2>/dev/null; then
    echo "carnet: creating $venv with $("$python" -V)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

set --
for lock in $locks; do
    set -- "$@" -r "$lock"
done
echo "carnet: installing what $locks name"
"$venv/bin/python" -m pip install -q --only-binary :all: --require-hashes "$@" </dev/null
"$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e . </dev/null
# Compiled now, as an ordinary installation is, whatever the environment says of bytecode: a start is a third quicker.
"$venv/bin/python" -m compileall -q carnet
for goal in $reached; do
    printf '%s\n' "$content" >"$venv/.ready-$goal"
done
