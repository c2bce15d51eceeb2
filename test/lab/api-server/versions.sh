# Where things are and what versions they have: sourced by the other scripts.
# go.mod pins the versions; the cache is keyed by them, so two versions live side by side.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
etcd_version=$(awk '$1 == "go.etcd.io/etcd/server/v3" && $2 ~ /^v/ { print $2; exit }' "$here/go.mod")
kubernetes_version=$(awk '$1 == "k8s.io/kubernetes" && $2 ~ /^v/ { print $2; exit }' "$here/go.mod")

cache=${WHEELHOUSE_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wheelhouse-lab}
bin=$cache/$kubernetes_version-$(go env GOOS)-$(go env GOARCH)
state=${WHEELHOUSE_LAB_STATE:-${TMPDIR:-/tmp}/wheelhouse-lab-api-server}
