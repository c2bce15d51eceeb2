#!/bin/sh
# Hands a host's tree over to rpm and dnf: what apt and dpkg know and can do goes, and the lab's distribution of rpm packages comes.
# Runs in the lab's network and in a mount namespace of its own. Arguments: the tree, and where packages are served.
set -eu
tree=$1 url=$2
mount -t proc proc "$tree/proc"

# containerd is nobody's any more: whoever joins the host installs it.
chroot "$tree" dpkg --purge containerd.io >/dev/null
rm -rf "$tree/etc/apt" "$tree/var/lib/apt" "$tree/var/lib/dpkg" "$tree/var/cache/apt"
rm -f "$tree"/usr/bin/apt* "$tree"/usr/bin/dpkg* "$tree/usr/sbin/dpkg-preconfigure"

# Debian's rpm keeps its database in a home, as it is not meant to manage a system there.
install -d "$tree/etc/rpm" "$tree/var/lib/rpm" "$tree/etc/yum.repos.d"
echo '%_dbpath /var/lib/rpm' >"$tree/etc/rpm/macros"
printf '[main]\nenabled=0\n' >"$tree/etc/dnf/plugins/local.conf"
cat >"$tree/etc/dnf/dnf.conf" <<FILE
[main]
gpgcheck=1
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
FILE
cat >"$tree/etc/yum.repos.d/lab.repo" <<FILE
[baseos]
name=The lab's distribution
baseurl=$url/distribution/
gpgkey=$url/distribution/repodata/repomd.xml.key
FILE

# Honest about what it is, and of which family its packages are.
rm -f "$tree/etc/os-release"
cat >"$tree/etc/os-release" <<FILE
PRETTY_NAME="Debian 12 with dnf (the lab's)"
NAME="Wheelhouse lab"
ID=wheelhouse-lab
ID_LIKE="rhel centos fedora"
VERSION_ID=9
FILE
chroot "$tree" dnf --quiet --assumeyes install lab-release linux-firmware-1
chroot "$tree" dnf --quiet clean all
umount "$tree/proc"
