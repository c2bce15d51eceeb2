// What is read without client-node is what client-node would have read; the rest is left to it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CredentialsRequest } from "#src/kubernetes/connection/endpoint.ts";
import { loadKubeconfig } from "#src/kubernetes/connection/load-kubeconfig.ts";
import { readPlainKubeconfig } from "#src/kubernetes/connection/plain-kubeconfig.ts";
import { makeAuthority } from "../../../playground/cluster/certificates.ts";

const validity = { notBefore: new Date(Date.now() - 1_000), notAfter: new Date(Date.now() + 3_600_000) };
const authority = await makeAuthority(validity);
const { cert, key } = await authority.client("ops", ["ops"], validity);
const [caData, certData, keyData] = [authority.ca, cert, key].map((text) =>
  Buffer.from(text).toString("base64"),
);
const certificates = { "client-certificate-data": certData, "client-key-data": keyData };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "wheelhouse-plain-"));
  await writeFile(join(directory, "ca.crt"), authority.ca);
  await writeFile(join(directory, "ops.crt"), cert);
  await writeFile(join(directory, "ops.key"), key);
});
afterAll(() => rm(directory, { recursive: true }));

test.each<[string, Parts]>([
  ["kubeadm's admin.conf", { cluster: { "certificate-authority-data": caData }, user: certificates }],
  ["a token", { user: { token: "s3cret" } }],
  ["nothing to show", { user: {} }],
  [
    "files beside it",
    {
      cluster: { "certificate-authority": "ca.crt" },
      user: { "client-certificate": "ops.crt", "client-key": "ops.key" },
    },
  ],
  [
    "files and their contents",
    { cluster: { "certificate-authority": "ca.crt", "certificate-authority-data": certData } },
  ],
  ["another name to expect", { cluster: { "tls-server-name": "kubernetes" } }],
  ["a certificate that nobody checks", { cluster: { "insecure-skip-tls-verify": true } }],
  ["a slash at the end", { cluster: { server: "https://[fd00::1]:6443/" } }],
  ["a path", { cluster: { server: "https://rancher.example/k8s/clusters/c-1" } }],
  ["a namespace", { context: { namespace: "kube-system" } }],
])("a kubeconfig with %s is read as client-node reads it", async (_what, parts) => {
  const request = await written(parts);
  const endpoint = await readPlainKubeconfig(request);
  expect(endpoint).toBeDefined();
  expect({ endpoint }).toEqual(await loadKubeconfig(request));
});

test("another context is read as client-node reads it", async () => {
  const request = { ...(await written({ more: "work" })), context: "work" };
  const endpoint = await readPlainKubeconfig(request);
  expect(endpoint?.server).toBe("https://work:6443");
  expect({ endpoint }).toEqual(await loadKubeconfig(request));
});

test.each<[string, Parts]>([
  ["a plugin", { user: { exec: { command: "aws" } } }],
  ["an identity provider", { user: { "auth-provider": { name: "oidc" } } }],
  ["a password", { user: { username: "ops", password: "s3cret" } }],
  ["somebody to act as", { user: { token: "s3cret", as: "ops" } }],
  ["a token in a file", { user: { tokenFile: "token" } }],
  ["a token of two lines", { user: { token: "one\nX-Other: two" } }],
  ["a proxy", { cluster: { "proxy-url": "http://10.0.0.1:3128" } }],
  ["plain HTTP", { cluster: { server: "http://127.0.0.1:8001" } }],
  ["no scheme", { cluster: { server: "10.0.0.10:6443" } }],
  ["a broken certificate", { user: { ...certificates, "client-certificate-data": "bm8=" } }],
  ["a key of another", { user: { ...certificates, "client-key-data": certData } }],
  ["a missing file", { cluster: { "certificate-authority": "absent.crt" } }],
  ["an unknown user", { context: { user: "absent" } }],
  ["an unknown cluster", { context: { cluster: "absent" } }],
  ["the same context twice", { more: "home" }],
])("a kubeconfig with %s is left to client-node", async (_what, parts) => {
  expect(await readPlainKubeconfig(await written(parts))).toBeUndefined();
});

test.each<[string, Partial<CredentialsRequest>]>([
  ["kubectl's default places are", { kubeconfig: undefined }],
  ["a pod's own account is", { inCluster: true }],
  ["a file that is missing is", { kubeconfig: "/absent/config" }],
  ["what comes through a pipe is", { kubeconfig: "/dev/null" }],
  ["an unknown context is", { context: "absent" }],
])("%s left to client-node", async (_what, request) => {
  expect(await readPlainKubeconfig({ ...(await written({})), ...request })).toBeUndefined();
});

type Parts = {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
  /** One more of each, of this name. */
  readonly more?: string;
};

let files = 0;
async function written({ cluster, user, context, more }: Parts): Promise<CredentialsRequest> {
  const others = more === undefined ? [] : [more];
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "home",
    contexts: [
      { name: "home", context: { cluster: "home", user: "ops", ...context } },
      ...others.map((name) => ({ name, context: { cluster: name, user: name } })),
    ],
    clusters: [
      { name: "home", cluster: { server: "https://10.0.0.10:6443", ...cluster } },
      ...others.map((name) => ({ name, cluster: { server: `https://${name}:6443` } })),
    ],
    users: [{ name: "ops", user: user ?? {} }, ...others.map((name) => ({ name, user: { token: name } }))],
  };
  files += 1;
  const path = join(directory, `config-${files}`);
  await writeFile(path, JSON.stringify(config));
  return { kubeconfig: path, context: undefined, inCluster: false };
}
