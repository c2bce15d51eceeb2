# Where things are and what versions they have: sourced by the other scripts.
# test/lab/build pins the versions; the cache is keyed by them, so two versions live side by side.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kubernetes_module=kubernetes-${WHEELHOUSE_LAB_KUBERNETES:-1.37}
case $kubernetes_module in
  kubernetes-1.37) etcd_module=etcd-3.7 ;;
  kubernetes-1.36) etcd_module=etcd-3.6 ;;
  *) echo "test/lab/build has no $kubernetes_module" >&2; exit 2 ;;
esac

# pinned <module folder> <required module>
pinned() {
  awk -v module="$2" '$1 == module && $2 ~ /^v/ { print $2; exit }' "$here/../build/$1/go.mod"
}

kubernetes_version=$(pinned "$kubernetes_module" k8s.io/kubernetes)
etcd_version=$(pinned "$etcd_module" go.etcd.io/etcd/server/v3)

arch=$(go env GOARCH)
programs=${WHEELHOUSE_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wheelhouse-lab}/programs
kube_apiserver=$programs/$kubernetes_module-${kubernetes_version#v}-$arch/kube-apiserver
kubectl=$programs/$kubernetes_module-${kubernetes_version#v}-$arch/kubectl
etcd=$programs/$etcd_module-${etcd_version#v}-$arch/etcd
populate=$programs/populate-${kubernetes_version#v}-$arch/populate
state=${WHEELHOUSE_LAB_STATE:-${TMPDIR:-/tmp}/wheelhouse-lab-api-server}
