// Fills the fleet through the API and waits until kwok has made every node Ready and every pod Running.
import { setTimeout as sleep } from "node:timers/promises";
import { type Admin, inFlight } from "./admin.ts";
import type { FleetSize } from "./fleet.ts";
import { namespace, nodeName, nodeObject, podObject } from "./objects.ts";

export async function populate(admin: Admin, { nodes, podsPerNode }: FleetSize): Promise<void> {
  await admin.ask("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  // Without the controller manager nobody else makes the account that every pod gets.
  const account = { metadata: { name: "default" }, automountServiceAccountToken: false };
  await admin.ask("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, account);
  await each(nodes, async (index) => {
    await admin.ask("POST", "/api/v1/nodes", nodeObject(index + 1));
    // Admission taints each new node, and there is no controller that unties it when it is Ready.
    await admin.ask("PATCH", `/api/v1/nodes/${nodeName(index + 1)}`, { spec: { taints: null } });
  });
  await each(nodes * podsPerNode, async (index) => {
    const pod = podObject(1 + Math.floor(index / podsPerNode), index % podsPerNode);
    await admin.ask("POST", `/api/v1/namespaces/${namespace}/pods`, pod);
  });
  await allReady(admin);
}

async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function allReady(admin: Admin): Promise<void> {
  for (let left = settleSeconds; left > 0; left--) {
    // Nodes last: their list is large, and the API server has better things to do until then.
    if ((await pendingPods(admin)) === 0 && (await unreadyNodes(admin)) === 0) return;
    await sleep(1000);
  }
  throw new Error(`After ${settleSeconds} s some of the fleet is still not Ready: see kwok's log`);
}

const settleSeconds = 900;

/** 1 stands for any number. */
async function pendingPods(admin: Admin): Promise<number> {
  const query = "limit=1&fieldSelector=status.phase%3DPending";
  // A PodList.
  const { items } = (await admin.ask(
    "GET",
    `/api/v1/namespaces/${namespace}/pods?${query}`,
  )) as Items<object>;
  return items.length;
}

async function unreadyNodes(admin: Admin): Promise<number> {
  // A NodeList; kwok's nodes have no conditions before they are Ready.
  const { items } = (await admin.ask("GET", "/api/v1/nodes?resourceVersion=0")) as Items<Conditioned>;
  return items.filter(({ status }) => !status.conditions?.some(isReady)).length;
}

type Items<T> = { readonly items: readonly T[] };
type Condition = { readonly type: string; readonly status: string };
type Conditioned = { readonly status: { readonly conditions?: readonly Condition[] } };

function isReady({ type, status }: Condition): boolean {
  return type === "Ready" && status === "True";
}
