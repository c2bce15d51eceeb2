# Starts and ends the lab's processes by their pid files, and nothing else: sourced by the other scripts.

api_port=${WHEELHOUSE_LAB_API_PORT:-26443}
etcd_port=${WHEELHOUSE_LAB_ETCD_PORT:-26379}

# kubeadm sets the same interval: without it bookmarks on a quiet resource keep an old version or do not come.
start_etcd() {
  rm -rf "$state/etcd"
  start etcd "$etcd" \
    --name=lab --data-dir="$state/etcd" --unsafe-no-fsync --log-level=warn --watch-progress-notify-interval=5s \
    --listen-client-urls="https://127.0.0.1:$etcd_port" --advertise-client-urls="https://127.0.0.1:$etcd_port" \
    --listen-peer-urls="https://127.0.0.1:$((etcd_port + 1))" \
    --initial-advertise-peer-urls="https://127.0.0.1:$((etcd_port + 1))" \
    --initial-cluster="lab=https://127.0.0.1:$((etcd_port + 1))" \
    --client-cert-auth --trusted-ca-file="$state/pki/ca.crt" --cert-file="$state/pki/etcd.crt" --key-file="$state/pki/etcd.key" \
    --peer-client-cert-auth --peer-trusted-ca-file="$state/pki/ca.crt" \
    --peer-cert-file="$state/pki/etcd.crt" --peer-key-file="$state/pki/etcd.key"
  wait_for etcd curl -fs --cacert "$state/pki/ca.crt" --cert "$state/pki/etcd-client.crt" --key "$state/pki/etcd-client.key" \
    "https://127.0.0.1:$etcd_port/health"
}

# start_api_server <process name> <port> [flag...]
# The advertised address is never listened on: it only ends up in the endpoints of service kubernetes.
start_api_server() {
  local name=$1 port=$2
  shift 2
  start "$name" "$kube_apiserver" \
    --bind-address=127.0.0.1 --secure-port="$port" --advertise-address=192.0.2.11 --cert-dir="$state/pki" \
    --etcd-servers="https://127.0.0.1:$etcd_port" --etcd-cafile="$state/pki/ca.crt" \
    --etcd-certfile="$state/pki/etcd-client.crt" --etcd-keyfile="$state/pki/etcd-client.key" \
    --tls-cert-file="$state/pki/api-server.crt" --tls-private-key-file="$state/pki/api-server.key" \
    --client-ca-file="$state/pki/ca.crt" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$state/pki/service-account.pub" \
    --service-account-signing-key-file="$state/pki/service-account.key" \
    --service-cluster-ip-range=10.96.0.0/12 --allow-privileged=true "$@"
  wait_for "$name" curl -fs --cacert "$state/pki/ca.crt" --cert "$state/pki/admin.crt" --key "$state/pki/admin.key" \
    "https://127.0.0.1:$port/readyz"
}

# start <process name> <program> [argument...]
start() {
  local name=$1
  shift
  mkdir -p "$state/run" "$state/log"
  if is_running "$name"; then
    echo "$name is already running, end it with down.sh" >&2
    exit 1
  fi
  setsid "$@" >"$state/log/$name.log" 2>&1 </dev/null &
  echo $! >"$state/run/$name.pid"
}

# stop <process name>
stop() {
  local name=$1 pid
  is_running "$name" || { rm -f "$state/run/$name.pid"; return 0; }
  pid=$(<"$state/run/$name.pid")
  kill "$pid"
  for _ in $(seq 100); do
    is_running "$name" || break
    sleep 0.2
  done
  is_running "$name" && kill -KILL "$pid"
  rm -f "$state/run/$name.pid"
}

# A pid may have been given to another program since: ours is one of the lab's programs.
is_running() {
  local pid
  pid=$(cat "$state/run/$1.pid" 2>/dev/null) && [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$programs"/* ]]
}

# wait_for <process name> <command...>
wait_for() {
  local name=$1
  shift
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    is_running "$name" || { echo "$name ended, see $state/log/$name.log" >&2; tail -5 "$state/log/$name.log" >&2; exit 1; }
    sleep 0.2
  done
  echo "$name did not answer for two minutes, see $state/log/$name.log" >&2
  exit 1
}
