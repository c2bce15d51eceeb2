// Kubeconfig files, as `kubeadm` writes them: everything inline.
import { writeFile } from "node:fs/promises";

export type Credentials = { readonly cert: string; readonly key: string } | { readonly token: string };

export type KubeconfigInput = {
  readonly cluster: string;
  readonly server: string;
  readonly ca: string;
  readonly user: string;
  readonly credentials: Credentials;
};

/** Writes a kubeconfig with mode 0600. */
export async function writeKubeconfig(path: string, input: KubeconfigInput): Promise<string> {
  await writeFile(path, kubeconfigText(input), { mode: 0o600 });
  return path;
}

export function kubeconfigText({ cluster, server, ca, user, credentials }: KubeconfigInput): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: ${cluster}
  cluster:
    certificate-authority-data: ${base64(ca)}
    server: ${server}
contexts:
- name: ${cluster}
  context: { cluster: ${cluster}, user: ${user} }
current-context: ${cluster}
preferences: {}
users:
- name: ${user}
  user:
${credentialLines(credentials)}
`;
}

function credentialLines(credentials: Credentials): string {
  if ("token" in credentials) return `    token: ${credentials.token}`;
  const { cert, key } = credentials;
  return `    client-certificate-data: ${base64(cert)}\n    client-key-data: ${base64(key)}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
