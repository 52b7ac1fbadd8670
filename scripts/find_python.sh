#!/bin/sh
# Prints the first Python of at least 3.11 that really starts (a version manager's stand-in may only say "not found").
# PYTHON=/path/to/python goes first.
set -eu
seen=
for name in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3.14 python3 python; do
    found=$(command -v "$name" 2>/dev/null) || continue
    version=$("$found" -S -c 'import sys; print("%d %d" % sys.version_info[:2])' 2>/dev/null) || continue
    major=${version% *} minor=${version#* }
    if [ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -ge 11 ]; }; then
        echo "$found"
        exit 0
    fi
    seen="$seen $name is $major.$minor;"
done
if [ -n "$seen" ]; then
    echo "TeleKAT needs Python 3.11 or newer, and found only older ones:${seen%;}." >&2
else
    echo "TeleKAT needs Python 3.11 or newer, and found none. Install it and run make again." >&2
fi
exit 1
