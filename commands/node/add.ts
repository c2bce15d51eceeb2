// /k8s node add <name> [address] [--control-plane] [--user <user>] [--port <port>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { clusterLock, hostLock } from "#src/base/lock-names.ts";
import { settle } from "#src/card/freshness.ts";
import { hostAddress, hostName, loginName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import { joinImpact, joinWarnings } from "#src/kubeadm/join/join-impact.ts";
import { readPlaneFacts } from "#src/kubeadm/join/plane-facts.ts";
import type { Facts } from "#src/kubeadm/preflight/facts.ts";
import { nodeAddress } from "#src/kubeadm/preflight/node-address.ts";
import { preflight, sayFinding, withVerdict } from "#src/kubeadm/preflight/preflight.ts";
import { readCluster, readHost } from "#src/kubeadm/preflight/read-facts.ts";
import type { Plan } from "#src/operation/plan.ts";
import { joinSteps } from "#src/plans/join-steps.ts";
import { isElsewhere, planKey } from "../host/add.ts";

type Typed = {
  readonly host: string;
  readonly address?: string | undefined;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly "control-plane": boolean;
};

export default defineOperation({
  summary: "Prepare a machine, and join it as a worker or another control plane",
  role: "operator",
  risk: "change",
  needs: "host",
  // Some thirty readings over one connection.
  planWithinMs: 60_000,
  args: z.object({
    host: hostName.meta({ description: "Name of the machine, and of its node" }),
    address: hostAddress.optional().meta({ description: "Where it is, unless Wheelhouse knows it already" }),
    "control-plane": z
      .boolean()
      .default(false)
      .meta({ description: "It becomes another control plane, and its etcd a member" }),
    user: loginName.optional().meta({ description: "Who logs in there, unless it is the usual one" }),
    port: z.coerce.number().int().min(1).max(65_535).optional().meta({ description: "Of its SSH" }),
  }),
  positional: ["host", "address"],
  aliases: ["node join", "join pi", "add pi", "join machine", "add machine", "add worker", "join worker"],
  async plan(typed, context) {
    const known = (await context.hosts.list()).find(({ name }) => name === typed.host);
    if (known) mustBeSamePlace(known, typed);
    return known?.pin ? planJoin(known, typed, context) : planFirstKey(typed, context);
  },
});

/** Nobody logs in to a machine whose key nobody has approved, so that is asked first, and the join after it by one click. */
async function planFirstKey(typed: Typed, context: PlanContext): Promise<Plan> {
  const plan = await planKey(typed, context);
  const line = `node add ${typed.host}${flagOf(typed)} --cluster=${context.cluster.name}`;
  // The card of the join belongs where the machine was asked for.
  const join = { label: "Join it", line, how: "thread" as const };
  return {
    ...plan,
    impact: [...plan.impact, `What stands against joining it is read only then: “Join it” asks for that.`],
    offers: [join, ...(plan.offers ?? [])],
  };
}

function flagOf({ "control-plane": isPlane }: Typed): string {
  return isPlane ? " --control-plane" : "";
}

async function planJoin(known: KnownHost, typed: Typed, context: PlanContext): Promise<Plan> {
  const { cluster } = context;
  const { name } = known;
  await settle(cluster, context.signal);
  const asPlane = typed["control-plane"];
  const { facts, ...joining } = await planJoining({ known, node: name, asPlane }, context);
  const { plane } = facts;
  return {
    target: name,
    risk: "change",
    title: plane ? `Join ${name} as a control plane` : `Join ${name}`,
    ...joining,
    basis: {
      ...{ key: known.pin?.fingerprint ?? "", machineId: facts.host.machineId },
      version: facts.cluster.version,
      ...(plane && { members: plane.etcd?.listed.map(({ id }) => id).toSorted() ?? [] }),
    },
    // etcd takes one new member at a time.
    locks: [...(plane ? [clusterLock(cluster.name)] : []), hostLock(name)],
    offers: [{ label: "Show it", line: `node show ${name} --cluster=${cluster.name}`, how: "thread" }],
  };
}

export type Joining = {
  readonly known: KnownHost;
  /** What the node is to be called. */
  readonly node: string;
  readonly asPlane?: boolean | undefined;
  /** What was read, as it will be once everything before the join is done. */
  readonly afterwards?: (facts: Facts) => Facts;
  /** Steps before these that have run as units. */
  readonly unitsBefore?: readonly string[];
};

/** What joins a machine, also one that leaves first. @throws RefusedError with all that is in the way */
export async function planJoining(
  { known, node, asPlane = false, afterwards = (facts) => facts, unitsBefore = [] }: Joining,
  context: PlanContext,
) {
  const { cluster, hosts, now, signal } = context;
  const joining = await readCluster(cluster, signal);
  const host = await hosts.view(known.name);
  const read = {
    host: await readHost({ host, name: node, cluster: joining, now }, signal),
    cluster: joining,
    plane: asPlane ? await readPlaneFacts(context) : undefined,
  };
  const facts = afterwards(read);
  const findings = preflight(facts);
  const address = nodeAddress(facts);
  const blocking = withVerdict(findings, "blocking");
  if (blocking.length > 0 || "candidates" in address) {
    throw new RefusedError(
      `${known.name} cannot join ${cluster.name} yet. ${blocking.map(sayFinding).join("\n")}`,
      {
        offers: [`node preflight ${known.name}${asPlane ? " --control-plane" : ""}`],
      },
    );
  }
  const services = (await cluster.services(undefined, signal)).filter(
    ({ name: service }) => service === "kubernetes" || service === "kube-dns",
  );
  return {
    facts,
    impact: joinImpact(facts, address.address),
    warnings: joinWarnings(findings),
    steps: joinSteps(facts, {
      ...{ host: known.name, address: address.address, pins: joining.pins, repository: hosts.packages },
      runtimeRepository: hosts.runtimePackages,
      ...{ services, bootId: await host.read("bootId", signal), unitsBefore },
    }),
  };
}

function mustBeSamePlace(known: KnownHost, typed: Typed): void {
  if (!isElsewhere(known, typed)) return;
  throw new RefusedError(`${known.name} is known already, at ${known.user}@${known.address}:${known.port}.`, {
    hint: `node add ${known.name} joins that machine; host forget ${known.name} comes first for another.`,
  });
}
