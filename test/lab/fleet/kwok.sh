#!/usr/bin/env bash
# kwok.sh start <program> <argument...> | kwok.sh stop: kwok beside the loopback API server, in its state folder and ended by pid.
set -euo pipefail
source "$(dirname "$0")/../api-server/versions.sh"
source "$here/processes.sh"

case $1 in
  start)
    shift
    stop kwok
    start kwok "$@"
    ;;
  stop) stop kwok ;;
esac
