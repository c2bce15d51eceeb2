// How a machine joins as a worker: one line, or the same as a file.

export type Join = {
  readonly endpoint: string;
  /** `<id>.<secret>`. */
  readonly token: string;
  readonly pins: readonly string[];
};

/** As `kubeadm token create --print-join-command` prints it. */
export function joinCommand({ endpoint, token, pins }: Join): string {
  const pinned = pins.map((pin) => `--discovery-token-ca-cert-hash ${pin}`);
  return ["kubeadm join", endpoint, "--token", token, ...pinned].join(" ");
}

/** kubeadm.k8s.io/v1beta4, which kubeadm knows since 1.31: the token is then in no list of processes. */
export function joinConfiguration({ endpoint, token, pins }: Join): string {
  return [
    "apiVersion: kubeadm.k8s.io/v1beta4",
    "kind: JoinConfiguration",
    "discovery:",
    "  bootstrapToken:",
    `    apiServerEndpoint: ${JSON.stringify(endpoint)}`,
    `    token: ${token}`,
    "    caCertHashes:",
    ...pins.map((pin) => `    - ${pin}`),
  ].join("\n");
}
