// What kubeadm and flannel leave in a new cluster: static pods, kube-proxy, CoreDNS, the network.
import { type Draft, type Fields, timestamp } from "../object.ts";
import { container, DAY_MS, plain, service, workload } from "./build.ts";

const STATIC_PODS = [
  {
    name: "etcd",
    image: "registry.k8s.io/etcd:3.7.0-0",
    cpu: "100m",
    memory: "100Mi",
    command: etcdCommand(),
  },
  { name: "kube-apiserver", image: "kube-apiserver", cpu: "250m", command: apiserverCommand() },
  {
    name: "kube-controller-manager",
    image: "kube-controller-manager",
    cpu: "200m",
    command: controllerCommand(),
  },
  { name: "kube-scheduler", image: "kube-scheduler", cpu: "100m", command: schedulerCommand() },
] as const;

export function namespaces(names: readonly string[], createdAt: number): readonly Draft[] {
  return names.map((name) =>
    plain("Namespace", undefined, name, {
      metadata: { labels: { "kubernetes.io/metadata.name": name }, creationTimestamp: timestamp(createdAt) },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    }),
  );
}

/** Mirror pods of the control plane; the kubelet of the node owns them. */
export function staticPods(
  node: { readonly name: string; readonly uid: string; readonly address: string },
  version: string,
  createdAt: number,
): readonly Draft[] {
  return STATIC_PODS.map(({ name, image, command, ...requests }) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-${node.name}`,
      namespace: "kube-system",
      labels: { component: name, tier: "control-plane" },
      annotations: {
        "kubernetes.io/config.hash": "8f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "kubernetes.io/config.mirror": "8f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "kubernetes.io/config.seen": timestamp(createdAt),
        "kubernetes.io/config.source": "file",
      },
      ownerReferences: [{ apiVersion: "v1", controller: true, kind: "Node", name: node.name, uid: node.uid }],
      creationTimestamp: timestamp(createdAt),
    },
    spec: {
      containers: [
        container({
          name,
          image: image.includes("/") ? image : `registry.k8s.io/${image}:${version}`,
          command: [name, ...command.map((flag) => flag.replace("ADDRESS", node.address))],
          ...requests,
        }),
      ],
      nodeName: node.name,
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: "system-node-critical",
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      enableServiceLinks: true,
      schedulerName: "default-scheduler",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      tolerations: [{ effect: "NoExecute", operator: "Exists" }],
      volumes: [{ name: "k8s-certs", hostPath: { path: "/etc/kubernetes/pki", type: "DirectoryOrCreate" } }],
    },
    status: { phase: "Pending" },
  }));
}

export function coreDns(createdAt: number): readonly Draft[] {
  return [
    workload({
      kind: "Deployment",
      namespace: "kube-system",
      name: "coredns",
      labels: { "k8s-app": "kube-dns" },
      replicas: 2,
      createdAt,
      containers: [
        {
          ...container({
            name: "coredns",
            image: "registry.k8s.io/coredns/coredns:v1.14.6",
            args: ["-conf", "/etc/coredns/Corefile"],
            port: 53,
            cpu: "100m",
            memory: "70Mi",
            memoryLimit: "170Mi",
          }),
          volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
          readinessProbe: {
            httpGet: { path: "/ready", port: 8181, scheme: "HTTP" },
            timeoutSeconds: 1,
            periodSeconds: 10,
          },
        },
      ],
      pod: {
        dnsPolicy: "Default",
        nodeSelector: { "kubernetes.io/os": "linux" },
        priorityClassName: "system-cluster-critical",
        serviceAccountName: "coredns",
        serviceAccount: "coredns",
        tolerations: [
          { key: "CriticalAddonsOnly", operator: "Exists" },
          { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
        ],
        volumes: [
          {
            name: "config-volume",
            configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }], defaultMode: 420 },
          },
        ],
      },
    }),
    service({
      namespace: "kube-system",
      name: "kube-dns",
      labels: {
        "k8s-app": "kube-dns",
        "kubernetes.io/cluster-service": "true",
        "kubernetes.io/name": "CoreDNS",
      },
      selector: { "k8s-app": "kube-dns" },
      ports: [
        { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53, targetPort: 53 },
        { name: "metrics", port: 9153, targetPort: 9153 },
      ],
      spec: { clusterIP: "10.96.0.10", clusterIPs: ["10.96.0.10"] },
      createdAt,
    }),
    plain("ConfigMap", "kube-system", "coredns", {
      data: {
        Corefile:
          ".:53 {\n    errors\n    health {\n       lameduck 5s\n    }\n    ready\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n       pods insecure\n       fallthrough in-addr.arpa ip6.arpa\n       ttl 30\n    }\n    prometheus :9153\n    forward . /etc/resolv.conf {\n       max_concurrent 1000\n    }\n    cache 30\n    loop\n    reload\n    loadbalance\n}\n",
      },
    }),
  ];
}

export function kubeProxy(version: string, createdAt: number): readonly Draft[] {
  const command = [
    "/usr/local/bin/kube-proxy",
    "--config=/var/lib/kube-proxy/config.conf",
    "--hostname-override=$(NODE_NAME)",
  ];
  return [
    workload({
      kind: "DaemonSet",
      namespace: "kube-system",
      name: "kube-proxy",
      labels: { "k8s-app": "kube-proxy" },
      createdAt,
      containers: [
        {
          ...container({ name: "kube-proxy", image: `registry.k8s.io/kube-proxy:${version}`, command }),
          env: [
            { name: "NODE_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } },
          ],
          securityContext: { privileged: true },
        },
      ],
      pod: {
        hostNetwork: true,
        nodeSelector: { "kubernetes.io/os": "linux" },
        priorityClassName: "system-node-critical",
        serviceAccountName: "kube-proxy",
        serviceAccount: "kube-proxy",
        tolerations: [{ operator: "Exists" }],
        volumes: [{ name: "kube-proxy", configMap: { name: "kube-proxy", defaultMode: 420 } }],
      },
      spec: { updateStrategy: rollingUpdate() },
    }),
    plain("ConfigMap", "kube-system", "kube-proxy", {
      data: {
        "config.conf":
          "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\nmode: iptables\n",
      },
    }),
  ];
}

export function flannel(createdAt: number): Draft {
  return workload({
    kind: "DaemonSet",
    namespace: "kube-flannel",
    name: "kube-flannel-ds",
    labels: { app: "flannel", tier: "node" },
    createdAt,
    containers: [
      container({
        name: "kube-flannel",
        image: "ghcr.io/flannel-io/flannel:v0.28.0",
        command: ["/opt/bin/flanneld"],
        args: ["--ip-masq", "--kube-subnet-mgr"],
        cpu: "100m",
        memory: "50Mi",
      }),
    ],
    pod: {
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      serviceAccountName: "flannel",
      initContainers: [
        container({
          name: "install-cni-plugin",
          image: "ghcr.io/flannel-io/flannel-cni-plugin:v1.8.0-flannel1",
          command: ["cp"],
        }),
      ],
      tolerations: [{ effect: "NoSchedule", operator: "Exists" }],
      volumes: [{ name: "run", hostPath: { path: "/run/flannel", type: "" } }],
    },
    spec: { updateStrategy: rollingUpdate() },
  });
}

/** What kubeadm stores about itself, and the root CA that every namespace carries. */
export function kubeadmMaps({ version, ca, namespaces: names, now }: KubeadmSeed): readonly Draft[] {
  const cluster = `apiServer: {}\napiVersion: kubeadm.k8s.io/v1beta4\ncontrolPlaneEndpoint: 10.0.0.10:6443\nkind: ClusterConfiguration\nkubernetesVersion: ${version}\nnetworking:\n  dnsDomain: cluster.local\n  podSubnet: 10.244.0.0/16\n  serviceSubnet: 10.96.0.0/12\n`;
  const creationTimestamp = timestamp(now - 93 * DAY_MS);
  const metadata = { creationTimestamp };
  const authority = Buffer.from(ca).toString("base64");
  return [
    plain("ConfigMap", "kube-system", "kubeadm-config", {
      metadata,
      data: { ClusterConfiguration: cluster },
    }),
    plain("ConfigMap", "kube-system", "kubelet-config", {
      metadata,
      data: {
        kubelet:
          "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n",
      },
    }),
    ...names.map((name) =>
      plain("ConfigMap", name, "kube-root-ca.crt", { metadata, data: { "ca.crt": ca } }),
    ),
    plain("ConfigMap", "kube-public", "cluster-info", {
      metadata,
      data: {
        kubeconfig: `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${authority}\n    server: https://10.0.0.10:6443\n  name: ""\ncontexts: null\ncurrent-context: ""\nkind: Config\nusers: null\n`,
      },
    }),
    ...bootstrapTokens(now),
  ];
}

export type KubeadmSeed = {
  readonly version: string;
  readonly ca: string;
  readonly namespaces: readonly string[];
  readonly now: number;
};

/** One that somebody made by hand two hours ago, and the one that upload-certs leaves for its own sake. */
function bootstrapTokens(now: number): readonly Draft[] {
  const hour = 60 * 60 * 1000;
  return [
    bootstrapToken("k7w2ma", {
      "token-secret": "0f3c9d1e7ab52486",
      expiration: timestamp(now + 22 * hour),
      description: "for the new Pi",
      "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true",
      "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
    }),
    bootstrapToken("w3rt9q", {
      "token-secret": "9b81c2d3e4f5a607",
      expiration: timestamp(now + hour),
      description: "Proxy for managing TTL for the kubeadm-certs secret",
    }),
  ];
}

export function bootstrapToken(id: string, fields: Readonly<Record<string, string>>): Draft {
  const entries = Object.entries({ "token-id": id, ...fields });
  return plain("Secret", "kube-system", `bootstrap-token-${id}`, {
    type: "bootstrap.kubernetes.io/token",
    data: Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
  });
}

function rollingUpdate(): Fields {
  return { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
}

function etcdCommand() {
  return [
    "--advertise-client-urls=https://ADDRESS:2379",
    "--data-dir=/var/lib/etcd",
    "--snapshot-count=10000",
  ] as const;
}

function apiserverCommand() {
  return ["--advertise-address=ADDRESS", "--authorization-mode=Node,RBAC", "--secure-port=6443"] as const;
}

function controllerCommand() {
  return ["--bind-address=127.0.0.1", "--cluster-cidr=10.244.0.0/16", "--leader-elect=true"] as const;
}

function schedulerCommand() {
  return ["--bind-address=127.0.0.1", "--leader-elect=true"] as const;
}
