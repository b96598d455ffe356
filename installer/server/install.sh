#!/bin/sh
# Installs the central server on Debian 12 or 13, or upgrades it, from the folder this file came in:
#
#   sh installer/server/install.sh                 SQLite, for one office
#   sh installer/server/install.sh --postgresql    PostgreSQL on this machine, for many
#
# A first run makes the user, the folders, the services and (with --postgresql) database and roles. A
# later run upgrades: the new release is made ready beside the old one while that goes on serving; then
# stop, backup, switch, migrate, start. Where the backup or the migration fails, the old release serves
# on and nothing has changed. Nothing is fetched but Debian and Python packages; PIP_FIND_LINKS and
# PIP_NO_INDEX (a folder of wheels) and OKRDESK_PYTHON (a Python that has them) serve without a network.
set -eu
umask 022
source=$(cd "$(dirname "$0")/../.." && pwd)

# The tests install below a folder of their own.
root=${OKRDESK_ROOT-}
lib=$root/usr/local/lib/okrdesk
bin=$root/usr/local/bin
etc=$root/etc/okrdesk
units=$root/etc/systemd/system
state=$root/var/lib/okrdesk
backups=$root/var/lib/okrdesk-backups
timers="okrdesk-backup.timer okrdesk-checkpoint.timer"
service=okrdesk-server.service
kept_releases=3

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

need_packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing="$missing $package"
    done
    [ -z "$missing" ] && return
    say "Đang cài các gói Debian:$missing"
    # shellcheck disable=SC2086  # package names are words
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing; } >/dev/null
}

# Print the name of the release in the source folder: its version, and a mark of its content.
release_name() {
    version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$source/okrdesk/__init__.py")
    mark=$(cd "$source" && find okrdesk resources installer requirements-server.lock -type f \
        ! -path '*/__pycache__/*' | LC_ALL=C sort | xargs -d '\n' cat | cksum | cut -d ' ' -f 1)
    printf '%s-%s\n' "$version" "$mark"
}

# The server needs no window: leave Qt out of the lock file.
server_packages() {
    awk '/^[^ ]/ { skip = /^(pyside6|shiboken6)/ } !skip' "$source/requirements-server.lock"
}

# Make the release ready in $lib/$release; a half-made one never gets that name.
make_release() {
    [ -d "$lib/$release" ] && return
    part=$lib/.$release.part
    rm -rf "$part"
    mkdir -p "$part"
    for name in okrdesk resources installer; do
        cp -R "$source/$name" "$part/$name"
    done
    find "$part" -name __pycache__ -type d -prune -exec rm -rf {} +
    if [ -n "${OKRDESK_PYTHON-}" ]; then
        mkdir -p "$part/venv/bin"
        printf '#!/bin/sh\nexec "%s" "$@"\n' "$OKRDESK_PYTHON" >"$part/venv/bin/python"
        chmod 755 "$part/venv/bin/python"
    else
        say "Đang cài các gói Python của máy chủ (khoảng một phút)"
        python3 -m venv "$part/venv"
        server_packages >"$part/requirements.lock"
        "$part/venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
            --no-deps --require-hashes --only-binary=:all: -r "$part/requirements.lock"
    fi
    PYTHONPATH=$part "$part/venv/bin/python" -P -m okrdesk.server --version >/dev/null
    mv "$part" "$lib/$release"
}

# Write the programs that lead to whichever release is current.
write_programs() {
    mkdir -p "$bin"
    cat >"$bin/okrdesk-server" <<END
#!/bin/sh
here=\$(readlink -f "$lib/current")
PYTHONPATH=\$here PYTHONDONTWRITEBYTECODE=1 exec "\$here/venv/bin/python" -P -m okrdesk.server "\$@"
END
    cat >"$bin/okrdesk-admin" <<END
#!/bin/sh
# okrdesk-server on this machine's own data, as the server's user: okrdesk-admin status
set -a
. "$etc/server.env"
set +a
exec runuser -u okrdesk -- "$bin/okrdesk-server" --data "$state" "\$@"
END
    chmod 755 "$bin/okrdesk-server" "$bin/okrdesk-admin"
}

write_settings() {
    mkdir -p "$etc"
    for name in server backup owner; do
        [ -e "$etc/$name.env" ] && continue
        (umask 077 && settings_of "$name" >"$etc/$name.env")
        chown root:okrdesk "$etc/$name.env"
    done
    chmod 640 "$etc/server.env" "$etc/backup.env"
    chmod 600 "$etc/owner.env"
}

settings_of() {
    if [ "$1" = server ]; then
        printf '%s\n' '# How okrdesk-server serves; see CAI-DAT-MAY-CHU.md.' \
            "OKRDESK_SERVE=\"${OKRDESK_SERVE:---host 127.0.0.1 --port 8770 --workers 2}\"" \
            "OKRDESK_HEALTH=\"${OKRDESK_HEALTH:-http://127.0.0.1:8770/health}\"" \
            '#OKRDESK_SCAN="clamdscan --no-summary --fdpass"' \
            '#OKRDESK_METRICS_TOKEN=""'
    fi
    if [ "$database" = postgresql ]; then
        case $1 in server) role=okrdesk ;; *) role=okrdesk_$1 ;; esac
        password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
        set_password "$role" "$password"
        # Not always 5432: beside the PostgreSQL of an older Debian stands that of the next.
        printf 'OKRDESK_DATABASE="postgresql://%s:%s@127.0.0.1:%s/okrdesk"\n' \
            "$role" "$password" "$(as_postgres -Atc 'SHOW port')"
    fi
}

set_password() {
    printf "ALTER ROLE %s PASSWORD '%s';\n" "$1" "$2" | as_postgres
}

# Run psql as PostgreSQL's administrator, from a folder that this one may enter.
as_postgres() {
    (cd / && runuser -u postgres -- psql -q --set ON_ERROR_STOP=1 "$@")
}

grant_roles() {
    [ "$database" = postgresql ] || return 0
    as_postgres --set database=okrdesk <"$source/installer/server/postgresql/roles.sql" >/dev/null
}

# Run the current release as the server's user, with the settings of $1 (server, backup, owner).
as_server() {
    (
        set -a
        # shellcheck disable=SC1090
        . "$etc/$1.env"
        set +a
        shift
        exec runuser -u okrdesk -- "$bin/okrdesk-server" --data "$state" "$@"
    )
}

switch_to() {
    ln -sfn "$1" "$lib/.current"
    mv -T "$lib/.current" "$lib/current"
}

is_healthy() {
    # shellcheck disable=SC1091
    (. "$etc/server.env" && "$lib/current/venv/bin/python" -c '
import ssl, sys, urllib.request
# Who answers is the server that was just started: its certificate may be one that it made itself.
urllib.request.urlopen(sys.argv[1], timeout=5, context=ssl._create_unverified_context())
' "$OKRDESK_HEALTH") 2>/dev/null
}

# Start the timers too, whether the server answers or not: what it holds is to be backed up.
serve_again() {
    # shellcheck disable=SC2086
    systemctl start "$service" $timers
    for _turn in $(seq 60); do
        is_healthy && return
        sleep 1
    done
    return 1
}

# Tables are made and upgraded by their owner; `status` opens the database and does no more.
migrate() {
    as_server owner status >/dev/null && grant_roles
}

install_first() {
    switch_to "$release"
    if ! migrate; then
        rm "$lib/current"
        fail "Chưa chuẩn bị được cơ sở dữ liệu nên máy chủ chưa chạy. Hãy xem thông báo ở trên."
    fi
    # shellcheck disable=SC2086
    systemctl enable --quiet "$service" $timers
    serve_again || fail "Máy chủ không trả lời. Hãy xem: journalctl -u $service"
    say "okrdesk $release đã chạy." \
        "Tiếp theo: cơ quan đầu tiên và TLS, mục 2 và 3 của CAI-DAT-MAY-CHU.md."
}

upgrade() {
    old=$(basename "$(readlink -f "$lib/current")")
    if [ "$old" = "$release" ]; then
        is_healthy || serve_again || fail "Máy chủ không trả lời. Hãy xem: journalctl -u $service"
        say "okrdesk $release đang chạy rồi."
        return
    fi
    # shellcheck disable=SC2086
    systemctl stop $timers "$service"
    if ! as_server backup backup "$backups"; then
        go_on_with "$old"
        fail "Sao lưu không được nên chưa nâng cấp gì; okrdesk $old chạy tiếp."
    fi
    switch_to "$release"
    if ! migrate; then
        go_on_with "$old"
        fail "Không nâng cấp được cơ sở dữ liệu; không có gì thay đổi và okrdesk $old chạy tiếp."
    fi
    serve_again || fail "okrdesk $release không trả lời. Hãy xem: journalctl -u $service" \
        "Bản sao lưu ngay trước khi nâng cấp là bản mới nhất trong $backups."
    forget_releases
    say "okrdesk $release đã chạy thay cho $old."
}

go_on_with() {
    switch_to "$1"
    serve_again || say "Bản cũ cũng không trả lời. Hãy xem: journalctl -u $service"
}

# Keep the newest releases, and the one that serves.
forget_releases() {
    count=0
    ls -1t "$lib" | while IFS= read -r name; do
        [ "$name" != current ] || continue
        count=$((count + 1))
        [ "$count" -le "$kept_releases" ] || [ "$name" = "$release" ] || rm -rf "${lib:?}/$name"
    done
}

database=sqlite
for argument in "$@"; do
    case $argument in
        --postgresql) database=postgresql ;;
        *) fail "cách dùng: sh install.sh [--postgresql]" ;;
    esac
done
grep -q '^OKRDESK_DATABASE="postgresql' "$etc/server.env" 2>/dev/null && database=postgresql
[ "$(id -u)" -eq 0 ] || fail "Chỉ root cài được máy chủ: sudo sh $0"

[ -n "${OKRDESK_PYTHON-}" ] || need_packages python3 python3-venv ca-certificates
[ "$database" = sqlite ] || need_packages postgresql
getent passwd okrdesk >/dev/null ||
    adduser --system --group --quiet --home /var/lib/okrdesk --no-create-home okrdesk

mkdir -p "$lib" "$units"
for folder in "$state" "$backups"; do
    mkdir -p "$folder"
    chmod 700 "$folder"
    chown okrdesk:okrdesk "$folder"
done
release=$(release_name)
make_release
write_programs
cp "$source"/installer/server/systemd/okrdesk-* "$units/"
systemctl daemon-reload
grant_roles
write_settings
if [ -L "$lib/current" ]; then upgrade; else install_first; fi
[ "$(date +%z)" = +0700 ] || say "Máy đang ở múi giờ $(date +%Z): lịch sao lưu và mốc kiểm chứng chạy theo giờ ấy." \
    "Đặt giờ Việt Nam: timedatectl set-timezone Asia/Ho_Chi_Minh, rồi systemctl restart $service $timers"
