#!/bin/sh
# Turns a fresh Debian tree into what every host of the lab starts from.
# Arguments: the tree, the folder of this script's files, the folder of runtime programs (or nothing).
set -eu
tree=$1 files=$2 runtime=${3:-}

chroot "$tree" useradd --create-home --shell /bin/bash --uid 1000 ops
cp -r "$files/." "$tree/"
chmod 440 "$tree/etc/sudoers.d/ops"
chmod 755 "$tree/usr/local/sbin/lab-early"
install -d -m 700 "$tree/root/.ssh" "$tree/home/ops/.ssh"
chroot "$tree" systemctl --quiet enable lab-early.service

# Each host gets its own of these.
rm -f "$tree"/etc/ssh/ssh_host_* "$tree/etc/hostname" "$tree/etc/machine-id"
rm -rf "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/*

# No uplink, no console, and no disk that could be trimmed or scrubbed.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer console-getty.service getty.target systemd-pstore.service; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done
ln -sf /lib/systemd/system/multi-user.target "$tree/etc/systemd/system/default.target"

if [ -n "$runtime" ]; then
  cp "$runtime"/containerd/* "$runtime"/runc/* "$runtime"/cri-tools/* "$tree/usr/bin/"
  cp "$files/../containerd.service" "$tree/etc/systemd/system/"
  chroot "$tree" systemctl --quiet enable containerd.service
fi
