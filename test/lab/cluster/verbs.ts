// The verbs that concern the cluster: what to type, and the function behind it.
import { parseArguments } from "../hosts/arguments.ts";
import { LabError } from "../hosts/lab-error.ts";
import { hostRecords } from "../hosts/records.ts";
import type { Verb } from "../hosts/verb.ts";
import { botSettings, fetchAdminKubeconfig } from "./access.ts";
import { expireCertificates, renewCertificates } from "./certificates.ts";
import { type ClusterOptions, cluster, describeNodes } from "./cluster.ts";
import { startApiServer, stopApiServer } from "./control-plane.ts";
import { adminKubeconfig, botKubeconfig, kubectlHere } from "./kubectl.ts";

export const clusterVerbs = {
  cluster: {
    usage: "[--version 1.37] [--control-planes 3] [--fresh] [host…]",
    summary: "make a kubeadm cluster of the hosts, or complete and check the one there is",
    run: async (args) => {
      const made = await cluster({ ...readOptions(args), report: (line) => console.log(line) });
      console.log(await describeNodes());
      console.log(
        `${made.created ? "A new cluster" : "The cluster was there already"}: ${made.version} at ${made.server}`,
      );
      console.log(
        `  administrator  ${adminKubeconfig}\n  the bot        ${botKubeconfig}\n  its settings   ${botSettings}`,
      );
      return 0;
    },
  },
  kubectl: {
    usage: "<argument>…",
    summary: "kubectl as the cluster's administrator",
    run: (args) => kubectlHere(args),
  },
  certificates: {
    usage: "expired [apiserver] | renewed",
    summary: "end all of the cluster's certificates in the past, or that one, or renew them",
    run: async ([state = "", name]) => {
      if (name !== undefined && name !== "apiserver")
        throw new LabError(`${name}: only apiserver, or all`, 2);
      const expire = () => expireCertificates(controlPlane(), aDayAgo(), name ? [name] : []);
      const change = { expired: expire, renewed: renew }[state];
      if (!change) throw new LabError("Say `certificates expired` or `certificates renewed`", 2);
      await change();
      return 0;
    },
  },
  "api-server": {
    usage: "stop | start [host]",
    summary: "take the API server's static pod away, or put it back",
    run: async ([state = "", host = controlPlane()]) => {
      const change = { stop: stopApiServer, start: startApiServer }[state];
      if (!change) throw new LabError("Say `api-server stop` or `api-server start`", 2);
      await change(host);
      return 0;
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

function readOptions(args: readonly string[]): ClusterOptions {
  const { values, positionals } = parseArguments(args, {
    version: { type: "string" },
    "control-planes": { type: "string" },
    fresh: { type: "boolean" },
  });
  const count = values["control-planes"] ?? "1";
  if (count !== "1" && count !== "3") throw new LabError(`--control-planes is 1 or 3, not ${count}`, 2);
  return {
    ...(values.version !== undefined && { version: values.version }),
    controlPlanes: count === "3" ? 3 : 1,
    hosts: positionals,
    fresh: values.fresh ?? false,
  };
}

/** The host that `cluster` made the first control plane of. */
function controlPlane(): string {
  const name = hostRecords().find((host) => host.name.startsWith("cp"))?.name ?? hostRecords()[0]?.name;
  if (name === undefined)
    throw new LabError("The lab has no hosts: `npm run lab -- up cp1 worker1` makes some", 2);
  return name;
}

async function renew(): Promise<void> {
  await renewCertificates(controlPlane());
  await fetchAdminKubeconfig(controlPlane());
}

const aDayAgo = (): Date => new Date(Date.now() - 86_400_000);
