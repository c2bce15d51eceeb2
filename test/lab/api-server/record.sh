#!/usr/bin/env bash
# Records what the API server that up.sh started really answers, as fixtures for tests.
# Run it right after up.sh: it changes pods, and it compacts etcd so that old resource versions are gone.
set -euo pipefail
source "$(dirname "$0")/versions.sh"
source "$here/processes.sh"

readonly json='application/json'
readonly protobuf='application/vnd.kubernetes.protobuf'
target=$(cd "$here/../.." && pwd)/fixtures/kubernetes/$kubernetes_version
fixtures=$target.new
readonly old_server_port=$((api_port + 1))
readonly watch_list='watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'

main() {
  rm -rf "$fixtures"
  mkdir -p "$fixtures/status"
  answers=$(mktemp)
  trap 'rm -rf "$answers" "$fixtures"; stop old-server' EXIT
  record_lists
  record_pages
  record_server
  record_refusals
  record_watches
  record_gone
  write_readme
  check
  rm -rf "$target"
  mv "$fixtures" "$target"
}

# Both encodings of a list are taken at one resource version, so that they can be compared field by field.
record_lists() {
  local list path version
  for list in nodes=api/v1/nodes pods=api/v1/pods events=api/v1/events services=api/v1/services \
    deployments=apis/apps/v1/deployments daemonsets=apis/apps/v1/daemonsets; do
    path=/${list#*=}
    version=$(as_admin --get "$(server)$path" --data limit=1 | jq -r .metadata.resourceVersion)
    for encoding in json pb; do
      ask "${list%%=*}.$encoding" GET "$path?resourceVersion=$version&resourceVersionMatch=Exact" "$(accept "$encoding")"
    done
  done
}

# Two pages of nodes in JSON, three pages of pods in protobuf.
record_pages() {
  local page='limit=10' next
  ask nodes.page1.json GET '/api/v1/nodes?limit=2' "$json"
  next=$(jq -r .metadata.continue "$fixtures/nodes.page1.json")
  ask nodes.page2.json GET "/api/v1/nodes?limit=2&continue=$next" "$json"
  ask pods.page1.pb GET "/api/v1/pods?$page" "$protobuf"
  first_continue=$(next_page "/api/v1/pods?$page")
  ask pods.page2.pb GET "/api/v1/pods?$page&continue=$first_continue" "$protobuf"
  next=$(next_page "/api/v1/pods?$page&continue=$first_continue")
  ask pods.page3.pb GET "/api/v1/pods?$page&continue=$next" "$protobuf"
}

next_page() {
  as_admin "$(server)$1" | jq -r .metadata.continue
}

record_server() {
  ask version.json GET /version "$json"
  ask readyz.txt GET '/readyz?verbose' '*/*'
}

# Every refusal is a Status, in the encoding that was asked for.
record_refusals() {
  local stranger
  stranger=$("$kubectl" --kubeconfig="$state/admin.kubeconfig" --namespace=wheelhouse create token stranger)
  for encoding in json pb; do
    ask "status/400-bad-continue.$encoding" GET '/api/v1/pods?limit=1&continue=nonsense' "$(accept "$encoding")"
    ask_as "Bearer nonsense" "status/401-bad-token.$encoding" GET /api/v1/pods "$(accept "$encoding")"
    ask_as "" "status/403-anonymous.$encoding" GET /api/v1/pods "$(accept "$encoding")"
    ask_as "Bearer $stranger" "status/403-no-role.$encoding" GET /api/v1/pods "$(accept "$encoding")"
    ask "status/404-no-pod.$encoding" GET /api/v1/namespaces/shop/pods/absent "$(accept "$encoding")"
    ask "status/409-already-exists.$encoding" POST /api/v1/namespaces "$(accept "$encoding")" \
      --header "Content-Type: $json" --data '{"metadata":{"name":"shop"}}'
    ask "status/422-no-match.$encoding" GET '/api/v1/pods?watch=1&sendInitialEvents=true' "$(accept "$encoding")"
    ask "status/429-disruption-budget.$encoding" POST /api/v1/namespaces/shop/pods/db-0/eviction "$(accept "$encoding")" \
      --header "Content-Type: $json" --data '{"metadata":{"name":"db-0"}}'
  done
  # Both at once, because the answer names the current version, and the server waits three seconds before it gives up.
  for encoding in json pb; do
    ask "status/504-future-version.$encoding" GET '/api/v1/pods?resourceVersion=99999999' "$(accept "$encoding")" &
  done
  wait
}

# All watches see the same changes. The server ends each one after timeoutSeconds, with bookmarks in the last seconds.
record_watches() {
  ask pods.watch.pb GET "/api/v1/pods?$watch_list&timeoutSeconds=12" "$protobuf;stream=watch" &
  ask pods.watch.json GET "/api/v1/pods?$watch_list&timeoutSeconds=12" "$json" &
  ask pods.watch.pb.gz GET "/api/v1/pods?$watch_list&timeoutSeconds=12" "$protobuf;stream=watch" --header 'Accept-Encoding: gzip' &
  ask nodes.watch.pb GET "/api/v1/nodes?$watch_list&timeoutSeconds=12" "$protobuf;stream=watch" &
  ask nodes.watch.json GET "/api/v1/nodes?$watch_list&timeoutSeconds=12" "$json" &
  wait_until_synced pods.watch.pb pods.watch.json nodes.watch.pb nodes.watch.json
  change_pods_and_nodes
  wait
}

wait_until_synced() {
  for file in "$@"; do
    until grep -q 'k8s.io/initial-events-end' "$fixtures/$file" 2>/dev/null; do sleep 0.1; done
  done
}

change_pods_and_nodes() {
  local change=("$kubectl" "--kubeconfig=$state/admin.kubeconfig")
  "${change[@]}" --namespace=default label pod debugged looked-at=yes
  "${change[@]}" --namespace=default patch pod debugged --subresource=status --field-manager=kubelet --patch \
    '{"status":{"conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady","message":"containers with unready status: [debugged]"}]}}'
  "${change[@]}" --namespace=default run fresh --image=nginx:1.29
  "${change[@]}" --namespace=default delete pod leaving --force --grace-period=0 2>/dev/null
  "${change[@]}" uncordon pi-1
  "${change[@]}" patch node worker1 --subresource=status --field-manager=kubelet --patch \
    '{"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status."}]}}'
} >/dev/null

# A second API server on the same etcd has no history of its own, so it must say 410; and without the
# WatchList gate it answers like the servers that have none.
record_gone() {
  compact_etcd
  start_api_server old-server "$old_server_port" --feature-gates=WatchList=false
  for encoding in json pb; do
    port=$old_server_port ask "status/410-expired-continue.$encoding" GET \
      "/api/v1/pods?limit=10&continue=$first_continue" "$(accept "$encoding")"
    port=$old_server_port ask "status/422-no-watch-list.$encoding" GET "/api/v1/pods?$watch_list" "$(accept "$encoding")"
  done
  port=$old_server_port ask gone.watch.json GET '/api/v1/pods?watch=1&resourceVersion=1&timeoutSeconds=2' "$json"
  port=$old_server_port ask gone.watch.pb GET '/api/v1/pods?watch=1&resourceVersion=1&timeoutSeconds=2' "$protobuf;stream=watch"
  stop old-server
}

# etcd forgets everything before its current revision, as the API server makes it do every five minutes.
compact_etcd() {
  local etcd=(curl -fsS --cacert "$state/pki/ca.crt" --cert "$state/pki/etcd-client.crt" --key "$state/pki/etcd-client.key")
  local address=https://127.0.0.1:$etcd_port/v3/kv revision
  revision=$("${etcd[@]}" "$address/range" --data '{"key":"AA==","limit":1}' | jq -r .header.revision)
  "${etcd[@]}" "$address/compaction" --data "{\"revision\":$revision,\"physical\":true}" >/dev/null
}

write_readme() {
  cat >"$fixtures/README.md" <<END
# What a real kube-apiserver $kubernetes_version answers

Recorded by \`test/lab/api-server\`: \`./up.sh && ./record.sh\` there records it again. kube-apiserver $kubernetes_version and
etcd $etcd_version were built from their Go modules with $(jq -r .goVersion "$fixtures/version.json"); no feature gate was changed
but on the second server below. The objects come from \`populate\` there: no kubelet and no controller ran, the statuses are
written as they would, and image names carry no registry.

* Every file is the body of one answer, byte for byte, as curl received it (\`--user-agent wheelhouse\`, since the server
  indents JSON for curl's own). \`X.json\` and \`X.pb\` hold the same objects at the same resource version.
* \`*.watch.*\` are whole watch streams: the initial events, the bookmark \`k8s.io/initial-events-end\`, then a few changes
  (MODIFIED, ADDED, DELETED), then the bookmarks of the last seconds before \`timeoutSeconds\`. \`pods.watch.pb.gz\` is the
  same stream asked for with \`Accept-Encoding: gzip\`: one gzip member for each flush, one after the other.
* \`status/\` holds refusals, named by code and cause. The pages of \`pods.page*.pb\` are one list in pages of ten.
* \`status/410-*\`, \`status/422-no-watch-list.*\` and \`gone.watch.*\` come from a second server on the same, compacted etcd,
  started with \`--feature-gates=WatchList=false\`.
* All keys, tokens and addresses belong to a throwaway lab; tokens are in no file. Hosts have documentation addresses (192.0.2.0/24).

| file | request | Accept | status | content type |
|---|---|---|---|---|
$(sort "$answers")
END
}

# Nothing of the machine that recorded may be in the files, and they stay small.
check() {
  local found
  if found=$(grep -rlaE --exclude='*.gz' "/(root|home|tmp|work)/|\b$(hostname)\b|PRIVATE KEY|Bearer ey" "$fixtures"); then
    echo "these files name this machine or carry a secret: $found" >&2
    exit 1
  fi
  (cd "$here" && go run ./check "$fixtures")
  du -s --apparent-size --block-size=1000 "$fixtures" | cut -f1 | xargs printf '%s kB recorded\n'
}

accept() {
  if [[ $1 == pb ]]; then echo "$protobuf"; else echo "$json"; fi
}

server() {
  echo "https://127.0.0.1:${port:-$api_port}"
}

# ask <file> <method> <path> <accept> [curl option...], as the administrator
ask() {
  request "$@" --cert "$state/pki/admin.crt" --key "$state/pki/admin.key"
}

# ask_as <authorization header, or nothing> <file> <method> <path> <accept>
ask_as() {
  local authorization=$1
  shift
  request "$@" ${authorization:+--header "Authorization: $authorization"}
}

# The user agent matters: for curl's own the server would indent its JSON.
request() {
  local file=$1 method=$2 path=$3 accepted=$4 answer
  shift 4
  answer=$(curl -sS --no-buffer --user-agent wheelhouse --cacert "$state/pki/ca.crt" --request "$method" \
    --header "Accept: $accepted" --output "$fixtures/$file" --write-out '%{http_code} | %{content_type}' "$@" "$(server)$path")
  echo "| \`$file\` | $method \`$path\` | \`$accepted\` | $answer |" >>"$answers"
}

as_admin() {
  curl -fsS --cacert "$state/pki/ca.crt" --cert "$state/pki/admin.crt" --key "$state/pki/admin.key" "$@"
}

main
