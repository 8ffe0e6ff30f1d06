# shellcheck shell=sh
# Shared by `switchboard` and `check`, which set $root before they read this file.
: "${root:?}"

# Something is set up when .venv holds a copy of the list it was set up from: no Python is needed to see that.
is_ready() {
    [ -x "$root/.venv/bin/python" ] && [ ! -e "$root/.venv/unfinished" ] &&
        cmp -s "$root/setup/$1" "$root/.venv/$1" &&
        cmp -s "$root/setup/libraries.txt" "$root/.venv/libraries.txt"
}

# ready run|check LIST: sets up what is missing, with the first Python that will do.
ready() {
    if is_ready "$2"; then
        return
    fi
    for python in "${SWITCHBOARD_PYTHON:-python3.13}" python3.12 python3.11 python3.14 python3 python; do
        if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; then
            "$python" "$root/setup/prepare.py" "$1"
            return
        fi
    done
    echo "Switchboard needs Python 3.11 to 3.14, and found none of them. Install one and start again." >&2
    exit 1
}
