#!/bin/sh
# Turns a fresh Debian tree into what every host of the lab starts from. Runs in the lab's network and in a mount
# namespace of its own.
# Arguments: the tree, the folder of files to lay over it, the folder that the lab's package server serves, the line of
# apt's sources for containerd.io.
set -eu
tree=$1 files=$2 packages=$3 containerd_source=$4
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
mount -t proc proc "$tree/proc"

chroot "$tree" useradd --create-home --shell /bin/bash --uid 1000 ops
install -d -m 700 "$tree/root/.ssh" "$tree/home/ops/.ssh"

# Packages come from the lab and from nowhere else.
rm -f "$tree/etc/apt/sources.list" "$tree"/etc/apt/sources.list.d/*
install -d "$tree/etc/apt/keyrings"
cp "$packages/linux/debian/gpg" "$tree/etc/apt/keyrings/docker.asc"
# Every minor is signed with the same key.
for key in "$packages"/core:/stable:/*/deb/Release.key; do
  gpg --dearmor <"$key" >"$tree/etc/apt/keyrings/kubernetes-apt-keyring.gpg"
done
echo "$containerd_source" >"$tree/etc/apt/sources.list.d/docker.list"

# The package's runc goes beside the shim that stands before it.
install -d "$tree/usr/lib/lab"
chroot "$tree" dpkg-divert --quiet --local --rename --divert /usr/lib/lab/runc --add /usr/bin/runc
chroot "$tree" apt-get -qq update
chroot "$tree" apt-get -qq --yes --no-install-recommends install containerd.io
chroot "$tree" apt-get clean

cp -r "$files/." "$tree/"
chmod 440 "$tree/etc/sudoers.d/ops"
chmod 755 "$tree/usr/local/sbin/lab-early" "$tree/usr/bin/runc"
chroot "$tree" systemctl --quiet enable lab-early.service

# Each host gets its own of these.
rm -f "$tree"/etc/ssh/ssh_host_* "$tree/etc/hostname" "$tree/etc/machine-id"

# No uplink, no console, and no disk that could be trimmed or scrubbed.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer console-getty.service getty.target systemd-pstore.service; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done
ln -sf /lib/systemd/system/multi-user.target "$tree/etc/systemd/system/default.target"
umount "$tree/proc"
