#!/bin/sh
# Makes an arm64 Debian of a configured one for another processor: same packages, same versions, other programs.
# No script of a package runs: what they made on the other processor (users, units, certificates) is kept.
# Arguments: the tree, the folder with every package for arm64 that is not for all processors.
set -eu
tree=$1 debs=$2
info=$tree/var/lib/dpkg/info status=$tree/var/lib/dpkg/status

# The programs for the other processor go, so that a missing one cannot hide. Configuration stays as it was made.
awk '$1 == "Package:" { name = $2 } $1 == "Architecture:" && $2 != "all" { print name }' "$status" | while read -r name; do
  for list in "$info/$name.list" "$info/$name":*.list; do
    [ -e "$list" ] || continue
    while read -r path; do
      case $path in
        /etc/*) ;;
        *) [ -d "$tree$path" ] || rm -f "$tree$path" ;;
      esac
    done <"$list"
  done
  rm -f "$info/$name".* "$info/$name":*
done
awk 'BEGIN { RS = ""; ORS = "\n\n" } /\nArchitecture: all\n/' "$status" >"$status.new"
mv "$status.new" "$status"
rm -f "$tree/etc/ld.so.cache"

for deb in "$debs"/*.deb; do
  "$(dirname "$0")/place-deb.sh" "$tree" "$deb"
done
