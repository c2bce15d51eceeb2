#!/bin/sh
# Unpacks a package into a tree and tells the tree's dpkg, without running the package's scripts.
# Arguments: the tree, the package.
set -eu
tree=$1 deb=$2
name=$(dpkg-deb --field "$deb" Package)
[ "$(dpkg-deb --field "$deb" Multi-Arch)" = same ] && name=$name:$(dpkg-deb --field "$deb" Architecture)
info=$tree/var/lib/dpkg/info control=$(mktemp -d)

# /lib, /bin and /sbin are links to folders in /usr, and must stay so. What is there already is configuration.
dpkg-deb --fsys-tarfile "$deb" | tar --extract --keep-directory-symlink --skip-old-files --numeric-owner --directory "$tree"
dpkg-deb --control "$deb" "$control"
dpkg-deb --fsys-tarfile "$deb" | tar --list | sed 's|^\.||; s|/$||; s|^$|/.|' >"$info/$name.list"
for file in "$control"/*; do
  case ${file##*/} in
    control) ;;
    *) cp "$file" "$info/$name.${file##*/}" ;;
  esac
done
{
  sed '/^Package:/a Status: install ok installed' "$control/control"
  echo
} >>"$tree/var/lib/dpkg/status"
rm -r "$control"
