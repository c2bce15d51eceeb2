#!/usr/bin/env bash
# Starts a fresh etcd and kube-apiserver on the loopback, fills them like a small kubeadm cluster, and writes two kubeconfigs.
set -euo pipefail
source "$(dirname "$0")/versions.sh"
source "$here/processes.sh"
source "$here/certificates.sh"
source "$here/kubeconfigs.sh"

main() {
  "$here/build.sh"
  mkdir -p "$state"
  stop kube-apiserver
  stop etcd
  make_certificates
  start_etcd
  start_api_server kube-apiserver "$api_port"
  certificate_kubeconfig admin "$state/admin.kubeconfig"
  "$populate" "$state/admin.kubeconfig"
  token_kubeconfig "$(service_account_token)" "$state/token.kubeconfig"
  echo "Kubernetes $kubernetes_version on https://127.0.0.1:$api_port"
  echo "$state/admin.kubeconfig  $state/token.kubeconfig"
}

service_account_token() {
  "$kubectl" --kubeconfig="$state/admin.kubeconfig" --namespace=wheelhouse create token wheelhouse --duration=8760h
}

main
