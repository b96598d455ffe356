#!/bin/sh
# Everything a developer does, on a machine that has nothing but a POSIX shell and apt:
#
#   sh dev.sh run               set up what is missing, then open okrdesk on the sample office
#   sh dev.sh check             set up what is missing, then pass the gate (.ci/run does the same)
#   sh dev.sh test [arguments]  set up what is missing, then run pytest
#   sh dev.sh bench [themes]    set up what is missing, then measure the budgets beside their floors
#   sh dev.sh shots FOLDER      set up what is missing, then draw the contact sheet of all screens
#   sh dev.sh fix               format, and mend what the linter can mend
#   sh dev.sh setup             only set up
#   sh dev.sh lock              make the lock files again from pyproject.toml
#
# Setting up means: Debian packages where they are missing, a virtual environment in .venv, and the
# Python packages of a lock file with versions and hashes. A second run finds all that in place.
set -eu
cd "$(dirname "$0")"
# An empty HOME would put caches into this folder; without one, everybody asks the system.
[ -n "${HOME-}" ] || unset HOME

# What Qt loads, first for any use and then for a window, printing and Wayland.
window_packages="ca-certificates
    libglib2.0-0 libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0
    libcups2 libwayland-cursor0"

# What the tests drive: a virtual screen and its window manager, the accessibility tree, the
# keyboard, pictures, PDF text and validation, and a second program that reads our workbooks.
check_packages="$window_packages
    xvfb xauth openbox dbus-x11 at-spi2-core python3-pyatspi xdotool imagemagick
    poppler-utils libreoffice-calc postgresql softhsm2
    default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java"

python=.venv/bin/python

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

# Print the first Python in our range that can build a virtual environment.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
            >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# Print those of the given Debian packages that are missing (Debian 13 adds t64 to some names).
missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null |
            grep -qx installed || printf '%s ' "$package"
    done
}

# Install the given Debian packages, as root or by sudo where it asks no password.
install_packages() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        fail "okrdesk needs these Debian packages, and only root may install them: $*" "
Please run:  sudo apt-get install --no-install-recommends $*
and then start this command again."
    fi
    say "Installing Debian packages: $*"
    { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >/dev/null ||
        fail "apt could not install the packages above. Is the network there? Run again to retry."
}

# Make sure that the system has the given Debian packages, and a Python.
need_system() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        [ -x "$python" ] || say "This is not Debian: Qt's libraries are taken to be installed."
        return
    fi
    missing=$(missing_packages "$@")
    [ -x "$python" ] || find_python >/dev/null || missing="$missing python3 python3-venv"
    # shellcheck disable=SC2086  # package names are words
    [ -z "$missing" ] || install_packages $missing
}

# Make sure that .venv holds exactly what the given lock file and those inside it name.
need_python_packages() {
    lock=$1
    if ! "$python" -c '' >/dev/null 2>&1; then
        found=$(find_python) || fail "okrdesk needs Python 3.11, 3.12, 3.13 or 3.14 with venv." \
            "None was found on the PATH."
        rm -rf .venv
        "$found" -m venv .venv
    fi
    stamp=.venv/$lock.stamp
    wanted=$(cksum <"$lock")
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    say "Installing the Python packages of $lock (once; about a minute)"
    "$python" -m pip install -qq --disable-pip-version-check --no-input --no-deps \
        --require-hashes --only-binary=:all: -r "$lock" </dev/null ||
        fail "pip could not install $lock. Is the network there? Run again to retry."
    printf '%s\n' "$wanted" >"$stamp"
}

set_up_run() {
    # shellcheck disable=SC2086
    need_system $window_packages
    need_python_packages requirements.lock
}

set_up_check() {
    # shellcheck disable=SC2086
    need_system $check_packages
    need_python_packages requirements-dev.lock
}

# Run one step of the gate and remember whether it failed.
step() {
    title=$1
    shift
    say "== $title"
    "$@" || failed="$failed $title,"
}

check() {
    failed=
    step "format" .venv/bin/ruff format --check --quiet .
    step "lint" .venv/bin/ruff check --quiet .
    step "types" .venv/bin/mypy --no-error-summary
    step "layers" .venv/bin/lint-imports --no-logo
    # With CI, Hypothesis draws the same examples each time; `sh dev.sh test` draws new ones.
    step "tests and translations" env CI=1 "$python" -m pytest -n 2 --dist loadfile
    [ -z "$failed" ] || fail "The gate is red:${failed%,}."
}

compile_lock() {
    lock=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
        --generate-hashes --only-binary :all: --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml --output-file "$lock"
}

# See that one lock file has wheels for every system and Python that we support.
prove_lock() {
    for system in x86_64-manylinux_2_34 x86_64-pc-windows-msvc; do
        for version in 3.11 3.12 3.13 3.14; do
            .venv/bin/uv pip install --quiet --dry-run --target .venv/proof --no-deps \
                --python-platform "$system" --python-version "$version" \
                --only-binary :all: --require-hashes -r "$1"
        done
    done
    rm -rf .venv/proof
}

# `sh dev.sh lock` keeps the versions it can; `sh dev.sh lock --upgrade` takes the newest.
make_lock() {
    "$python" -m pip install -qq --disable-pip-version-check uv==0.13.9
    compile_lock requirements.lock "$@"
    compile_lock requirements-server.lock --extra server --constraint requirements.lock "$@"
    compile_lock requirements-dev.lock --extra dev --constraint requirements-server.lock --constraint requirements.lock "$@"
    prove_lock requirements-dev.lock
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
setup)
    set_up_check
    ;;
run)
    set_up_run
    # Everything in the sample office is invented, so its password may stand here.
    export OKRDESK_PASSWORD="${OKRDESK_PASSWORD-okrdesk}"
    exec "$python" -m okrdesk --data build/sample-office --sample "$@"
    ;;
check)
    set_up_check
    check
    ;;
test)
    set_up_check
    exec "$python" -m pytest "$@"
    ;;
bench)
    set_up_check
    exec "$python" -m tests.bench "$@"
    ;;
shots)
    set_up_check
    exec "$python" -m tests.shots "$@"
    ;;
fix)
    set_up_check
    .venv/bin/ruff check --quiet --fix . || true
    .venv/bin/ruff format .
    ;;
lock)
    set_up_check
    make_lock "$@"
    ;;
*)
    sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//;p;}' dev.sh
    [ "$command" = help ] || exit 2
    ;;
esac
