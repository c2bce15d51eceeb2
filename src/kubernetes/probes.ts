// The table of probes: a file in probes/ and a row here are all that a new one needs.
import type { Probe, Reading } from "./probe.ts";
import apiServer from "./probes/api-server.ts";
import bootstrapTokens from "./probes/bootstrap-tokens.ts";
import certificateRequests from "./probes/certificate-requests.ts";
import certificates from "./probes/certificates.ts";
import etcdSize from "./probes/etcd-size.ts";
import hostKeys from "./probes/host-keys.ts";
import kubeProxyConfig from "./probes/kube-proxy-config.ts";
import kubelets from "./probes/kubelets.ts";
import volumes from "./probes/volumes.ts";
import workloads from "./probes/workloads.ts";

export const probes = {
  apiServer,
  bootstrapTokens,
  certificateRequests,
  certificates,
  etcdSize,
  hostKeys,
  kubeProxyConfig,
  kubelets,
  volumes,
  workloads,
} as const satisfies Readonly<Record<string, Probe<unknown>>>;

export type ProbeName = keyof typeof probes;

/** Read only where an owner says so, as they need a right that is worth more than a reading. Each reads a list. */
export const onRequest = ["kubelets", "volumes"] as const satisfies readonly ProbeName[];

export type Value<Name extends ProbeName> = Awaited<ReturnType<(typeof probes)[Name]["read"]>>;

/** The newest of each; absent until the first was made. */
export type Readings = { readonly [Name in ProbeName]?: Reading<Value<Name>> };
