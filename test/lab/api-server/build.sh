#!/usr/bin/env bash
# Builds etcd, the control plane, kubectl and populate at the versions that go.mod pins, once for each version.
#   ./build.sh                       everything
#   ./build.sh etcd kube-apiserver   only these
set -euo pipefail
source "$(dirname "$0")/versions.sh"

main() {
  mkdir -p "$bin"
  local programs=("$@")
  [[ $# -gt 0 ]] || programs=(etcd kube-apiserver kubectl kube-controller-manager kube-scheduler populate)
  for program in "${programs[@]}"; do
    [[ -x $bin/$program && $program != populate ]] || build "$program"
  done
  echo "$bin"
}

# Kubernetes' own build is static, stripped and without paths as well (hack/lib/golang.sh).
build() {
  local started=$SECONDS
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w $(version_flags)" -o "$bin/$1.new" "$(package_of "$1")")
  mv "$bin/$1.new" "$bin/$1"
  echo "$1: $((SECONDS - started)) s, $(du -m "$bin/$1" | cut -f1) MB" >&2
}

package_of() {
  case $1 in
    etcd) echo go.etcd.io/etcd/server/v3 ;;
    populate) echo ./populate ;;
    *) echo "k8s.io/kubernetes/cmd/$1" ;;
  esac
}

# As hack/lib/version.sh sets them. The module has no commit, so that one stays empty instead of a template.
version_flags() {
  local minor=${kubernetes_version#v1.}
  local build_date
  build_date=$(cd "$here" && go list -m -f '{{.Time.Format "2006-01-02T15:04:05Z07:00"}}' k8s.io/kubernetes)
  for package in k8s.io/client-go/pkg/version k8s.io/component-base/version; do
    printf -- "-X '%s=%s' " \
      "$package.gitVersion" "$kubernetes_version" \
      "$package.gitMajor" 1 \
      "$package.gitMinor" "${minor%%.*}" \
      "$package.gitCommit" "" \
      "$package.gitTreeState" archive \
      "$package.buildDate" "$build_date"
  done
}

main "$@"
