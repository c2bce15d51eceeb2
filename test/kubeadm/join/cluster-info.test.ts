import { expect, test } from "vitest";
import { readClusterInfo } from "#src/kubeadm/join/cluster-info.ts";

function kubeconfig(server: string): string {
  const authority = Buffer.from("PEM").toString("base64");
  return `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${authority}\n    server: ${server}\n  name: ""\nkind: Config\n`;
}

test.each([
  ["https://10.0.0.10:6443", "10.0.0.10:6443"],
  ["https://k8s.example.org:6443/", "k8s.example.org:6443"],
  ["https://[fd00::10]:6443", "[fd00::10]:6443"],
  ["https://k8s", "k8s"],
])("%s is joined at %s", (server, endpoint) => {
  expect(readClusterInfo(kubeconfig(server))).toEqual({ endpoint, authority: "PEM" });
});

test.each([
  ["no TLS", kubeconfig("http://10.0.0.10:6443")],
  ["a path", kubeconfig("https://10.0.0.10:6443/x")],
  ["words for a shell", kubeconfig('"https://10.0.0.10:6443;reboot"')],
  ["a flag", kubeconfig("https://--config=/tmp/x")],
  ["a line break", kubeconfig('"https://10.0.0.10:6443\\nreboot"')],
  ["somebody's name", kubeconfig("https://me@10.0.0.10:6443")],
  ["no cluster", "apiVersion: v1\nclusters: []\n"],
  ["no YAML", "{"],
  ["nothing", ""],
])("cluster-info with %s names nothing to join", (_what, text) => {
  expect(readClusterInfo(text)).toBeUndefined();
});
