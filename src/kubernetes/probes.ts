// The table of probes: a file in probes/ and a row here are all that a new one needs.
import type { Probe, Reading } from "./probe.ts";
import apiServer from "./probes/api-server.ts";
import bootstrapTokens from "./probes/bootstrap-tokens.ts";
import certificateRequests from "./probes/certificate-requests.ts";
import certificates from "./probes/certificates.ts";
import kubeProxyConfig from "./probes/kube-proxy-config.ts";
import workloads from "./probes/workloads.ts";

export const probes = {
  apiServer,
  bootstrapTokens,
  certificateRequests,
  certificates,
  kubeProxyConfig,
  workloads,
} as const satisfies Readonly<Record<string, Probe<unknown>>>;

export type ProbeName = keyof typeof probes;

export type Value<Name extends ProbeName> = Awaited<ReturnType<(typeof probes)[Name]["read"]>>;

/** The newest of each; absent until the first was made. */
export type Readings = { readonly [Name in ProbeName]?: Reading<Value<Name>> };
