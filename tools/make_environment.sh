#!/usr/bin/env bash
# Creates .venv with Python 3.11 or newer when it is missing; with a lock file as argument, installs exactly that.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
        if [ -n "$candidate" ] && "$candidate" -c "$new_enough" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    echo "Aftersales needs Python 3.11 or newer; none was found on the PATH." >&2
    return 1
}

if ! .venv/bin/python -c "$new_enough" >/dev/null 2>&1 || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Creating .venv with $("$python" --version) ..." >&2
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null; then
        rm -rf .venv
        echo "$python has no working venv module. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
fi

packages=$(echo .venv/lib/python3.*/site-packages)
echo "../../../.." >"$packages/aftersales.pth"
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m services.cli "$@"\n' >.venv/bin/aftersales
chmod +x .venv/bin/aftersales

if [ $# -gt 0 ]; then
    echo "Installing $1 ..." >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$1"
fi
