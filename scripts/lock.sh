#!/bin/sh
# Resolves every lock anew for Linux and macOS, Python 3.11 and later: exact versions, hashes of wheels, no addresses.
# What is locked already stays where it is, so a lock changes only where it must; UPGRADE=1 takes the newest of all.
set -eu
cd "$(dirname "$0")/.."

resolve() {
    out=requirements/$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        ${UPGRADE:+--upgrade} --output-file "$out" "$@" >/dev/null
}

resolve run.txt pyproject.toml requirements/build.in
resolve dev.txt pyproject.toml requirements/build.in --group dev --constraints requirements/run.txt
resolve node.txt requirements/node.in
resolve lock.txt requirements/lock.in
