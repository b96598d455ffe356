#!/bin/sh
# Writes today's signed checkpoint of every agency as a page to print:
#
#   checkpoints.sh STATE_FOLDER TARGET_FOLDER
#
# TARGET_FOLDER/<code>/<date>.pdf is for a witness outside of the office; nothing there is replaced.
set -eu
state=$1
target=$2
program=${OKRDESK_PROGRAM:-/usr/local/bin/okrdesk-server}
day=$(date +%Y-%m-%d)

"$program" --data "$state" --json agency list |
    sed -n 's/^ *"code": "\(.*\)",\{0,1\}$/\1/p' |
    while IFS= read -r code; do
        folder=$target/$(printf '%s' "$code" | tr -c 'A-Za-z0-9._-' '_')
        mkdir -p "$folder"
        [ -e "$folder/$day.pdf" ] ||
            "$program" --data "$state" audit checkpoint --agency "$code" --pdf "$folder/$day.pdf"
    done
