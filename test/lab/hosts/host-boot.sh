#!/bin/sh
# Boots a host once, inside a mount namespace of its own that takes every mount along when it ends.
set -eu
disk=$LAB_HOST_FOLDER/disk.ext4
root=$LAB_HOST_FOLDER/root

# The loop device of a killed run goes a moment after its last process: two over one file would ruin it.
tries=0
while [ -n "$(losetup --associated "$disk")" ]; do
  tries=$((tries + 1))
  [ "$tries" -le 100 ] || { echo "host-boot: $disk is still in use: losetup --associated $disk"; exit 1; }
  sleep 0.1
done

# systemd-nspawn refuses to work when /run/systemd is on a disk.
mkdir -p /run/systemd "$root"
mount -t tmpfs -o mode=755 tmpfs /run/systemd
# Nothing here must survive a crash of the machine, so no write waits for the disk.
mount -o loop,barrier=0,noinit_itable "$disk" "$root"

if [ -d "$LAB_HOST_FOLDER/seed" ]; then
  cp -a "$LAB_HOST_FOLDER/seed/." "$root/"
  chown -R 1000:1000 "$root/home/ops"
  rm -r "$LAB_HOST_FOLDER/seed"
fi

# /proc/sys/net is the host's own and writable; with more, the machine's other tunables would be writable too.
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
set +e
# CAP_SYS_TIME: there is one clock, and it is the machine's. exec.ts takes the same capabilities away.
# --keep-unit --register=no: the machine may have no systemd of its own.
systemd-nspawn --quiet --directory="$root" --machine="$LAB_HOST" --hostname="$LAB_HOST" --uuid="$LAB_MACHINE_ID" \
  --register=no --keep-unit --network-namespace-path="/run/netns/$LAB_HOST_NAMESPACE" \
  --capability=all --drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE,CAP_SYS_RAWIO --system-call-filter=@known \
  --bind=/dev/kmsg --bind=/dev/fuse \
  --resolv-conf=off --timezone=off --link-journal=no --console=read-only --boot </dev/null
code=$?
umount "$root"
exit "$code"
