// What each container says on an ordinary day.
import type { World } from "../controllers/world.ts";
import { type KubeObject, labelsAt, listAt, textAt } from "../object.ts";

export function writeLogs(world: World): void {
  for (const pod of world.store.list("pods")) writePodLogs(world, pod);
}

/** Gives every container of a pod its usual log, unless it already has one. */
export function writePodLogs(world: World, pod: KubeObject): void {
  const { namespace = "", name } = pod.metadata;
  for (const container of [...listAt(pod, "spec.containers"), ...listAt(pod, "spec.initContainers")]) {
    const own = String(container.name);
    if (world.logs.get(namespace, name, own, "current") !== undefined) continue;
    const usual = usualLog(own, textAt(pod, "spec.nodeName"));
    world.logs.set(namespace, name, own, own === "kube-proxy" ? inMode(usual, proxyMode(world)) : usual);
  }
}

/** What a kube-proxy that starts now reads in its ConfigMap; it does not look again later. */
function proxyMode(world: World): string {
  const map = world.store.get("configmaps", "kube-system", "kube-proxy");
  const configuration = labelsAt(map, "data")["config.conf"] ?? "";
  return /^mode: *"?([a-z]+)"?/m.exec(configuration)?.[1] ?? "iptables";
}

function inMode(log: string, mode: string): string {
  return log.replace("Using iptables Proxier", `Using ${mode} Proxier`);
}

function usualLog(container: string, node: string): string {
  const lines = LOGS[container] ?? ["starting", "configuration loaded", `running on ${node}`, "ready"];
  return `${lines.join("\n")}\n`;
}

const LOGS: Readonly<Record<string, readonly string[]>> = {
  coredns: [
    ".:53",
    "[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908",
    "CoreDNS-1.14.6",
    "linux/amd64, go1.26.3, 45bd0ec",
  ],
  "kube-proxy": [
    'I1122 06:12:01.338210       1 server_linux.go:63] "Using iptables Proxier"',
    'I1122 06:12:01.520114       1 server.go:715] "Successfully retrieved NodeIPs" NodeIPs=["10.0.0.10"]',
    'I1122 06:12:01.561233       1 server.go:532] "Version info" version="v1.37.1"',
    'I1122 06:12:01.570031       1 config.go:200] "Starting service config controller"',
    'I1122 06:12:01.671120       1 shared_informer.go:377] "Caches are synced" controller="service config"',
  ],
  "kube-flannel": [
    "I1122 06:12:03.001114       1 main.go:215] CLI flags config: {etcdEndpoints:http://127.0.0.1:4001,http://127.0.0.1:2379 ...}",
    "I1122 06:12:04.121099       1 match.go:211] Determining IP address of default interface",
    "I1122 06:12:04.221150       1 main.go:463] Found network config - Backend type: vxlan",
    "I1122 06:12:04.330012       1 main.go:488] Running backend.",
  ],
  "kube-apiserver": [
    "I1122 06:11:40.412112       1 options.go:263] external host was not specified, using 10.0.0.10",
    'I1122 06:11:40.414201       1 server.go:150] "Version: v1.37.1"',
    'I1122 06:11:46.730010       1 controller.go:667] "quota admission added evaluator for: leases.coordination.k8s.io"',
  ],
  "kube-controller-manager": [
    'I1122 06:11:41.998120       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="kube-system/kube-controller-manager"',
    'I1122 06:11:58.008020       1 leaderelection.go:272] "Successfully acquired lease" lock="kube-system/kube-controller-manager"',
  ],
  "kube-scheduler": [
    'I1122 06:11:42.103110       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="kube-system/kube-scheduler"',
    'I1122 06:11:59.117701       1 leaderelection.go:272] "Successfully acquired lease" lock="kube-system/kube-scheduler"',
  ],
  etcd: [
    '{"level":"info","ts":"2026-11-22T06:11:38.420Z","caller":"embed/etcd.go:128","msg":"configuring peer listeners","listen-peer-urls":["https://10.0.0.10:2380"]}',
    '{"level":"info","ts":"2026-11-22T06:11:39.511Z","caller":"etcdserver/server.go:1811","msg":"published local member to cluster through raft"}',
    '{"level":"info","ts":"2026-11-22T16:41:02.114Z","caller":"mvcc/kvstore_compaction.go:72","msg":"finished scheduled compaction","compact-revision":1841022}',
  ],
  whoami: [
    "2026/11/22 06:14:10 Starting up on port 80",
    '10.244.0.0 - - [22/Nov/2026:16:52:11 +0000] "GET / HTTP/1.1" 200 412',
  ],
  jellyfin: [
    "[06:14:31] [INF] [1] Main: Jellyfin version: 10.11.4",
    "[06:14:33] [INF] [1] MediaBrowser.MediaEncoding.Encoder.MediaEncoder: FFmpeg: /usr/lib/jellyfin-ffmpeg/ffmpeg",
    "[06:14:40] [INF] [1] Main: Startup complete 0:00:09.112",
    "[16:20:02] [INF] [27] Emby.Server.Implementations.ScheduledTasks.TaskManager: Scan Media Library Completed after 0 minute(s) and 14 seconds",
  ],
  postgres: [
    "2026-11-22 06:14:22.119 UTC [1] LOG:  starting PostgreSQL 18.1 (Debian 18.1-1.pgdg13+1) on x86_64-pc-linux-gnu",
    '2026-11-22 06:14:22.127 UTC [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432',
    "2026-11-22 06:14:22.240 UTC [1] LOG:  database system is ready to accept connections",
    "2026-11-22 16:44:22.311 UTC [62] LOG:  checkpoint complete: wrote 112 buffers (0.7%)",
  ],
  backup: ["pg_dumpall: dumping 3 databases", "wrote /backup/2026-11-22.sql.zst (41.2 MB)"],
  "node-exporter": [
    'time=2026-11-22T06:14:01.114Z level=INFO source=node_exporter.go:216 msg="Starting node_exporter" version="(version=1.10.2)"',
    'time=2026-11-22T06:14:01.121Z level=INFO source=tls_config.go:346 msg="Listening on" address=[::]:9100',
  ],
  "install-cni-plugin": ["'/flannel' -> '/opt/cni/bin/flannel'"],
};
