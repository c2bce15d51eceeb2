#!/bin/sh
# Keeps one host running: boots it, and boots it again when it reboots (systemd-nspawn then exits with 133).
# A host that powers itself off stays off.
set -u
here=$(dirname "$0")
while :; do
  "$here/host-network.sh" || exit 1
  unshare --mount --propagation slave "$here/host-boot.sh"
  code=$?
  echo "host-run: $LAB_HOST ended with $code"
  [ "$code" = 133 ] && continue
  # Nothing answers at the address of a host without power; its kernel, the machine's, would refuse.
  ip -n "$LAB_NAMESPACE" link set "$LAB_LINK" down
  exit "$code"
done
