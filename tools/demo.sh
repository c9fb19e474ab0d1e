#!/bin/sh
# Open the window on a throw-away demonstration (practice at Cavaillon, fictitious people). With no display, drive the
# same window off-screen: its pictures go to var/demo, its results are printed.
set -eu
cd "$(dirname "$0")/.."

off_screen() { .venv/bin/python -m tools.demo_window var/demo </dev/null; }

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    off_screen
    exit
fi
status=0
.venv/bin/carnet --demo || status=$?
if [ "$status" = 134 ]; then # Qt aborts when the display that the variables name does not answer
    off_screen
    exit
fi
exit "$status"
