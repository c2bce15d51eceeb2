#!/usr/bin/env bash
# Builds what up.sh starts: etcd, kube-apiserver and kubectl once for each version, populate whenever it changed.
set -euo pipefail
source "$(dirname "$0")/versions.sh"

readonly project=$here/../../..

main() {
  "$project/bin/node" "$project/test/lab/lab.ts" build \
    "$kubernetes_module" "$etcd_module" kube-apiserver kubectl etcd
  mkdir -p "$(dirname "$populate")"
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w $(version_flags)" -o "$populate.new" ./populate)
  mv "$populate.new" "$populate"
}

# The components' versions that populate writes into nodes and images.
version_flags() {
  local minor=${kubernetes_version#v1.}
  printf -- "-X k8s.io/component-base/version.%s " \
    "gitVersion=$kubernetes_version" gitMajor=1 "gitMinor=${minor%%.*}"
}

main
