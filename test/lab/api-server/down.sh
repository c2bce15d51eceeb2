#!/usr/bin/env bash
# Ends what up.sh started. The certificates and the built programs stay, the cluster's content does not survive the next up.sh.
set -euo pipefail
source "$(dirname "$0")/versions.sh"
source "$here/processes.sh"

stop kube-apiserver
stop etcd
