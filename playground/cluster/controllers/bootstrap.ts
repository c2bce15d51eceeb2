// Bootstrap tokens: cluster-info is signed with each, and those that have passed are deleted.
import { createHmac } from "node:crypto";
import { type Fields, type KubeObject, labelsAt, textAt } from "../object.ts";
import type { Store } from "../store.ts";
import type { World } from "./world.ts";

const SIGNATURE = "jws-kubeconfig-";
const timers = new WeakMap<Store, number>();

export function keepTokens(world: World): void {
  const now = world.clock.now();
  for (const token of tokens(world)) if (endOf(token) <= now) remove(world, token);
  signClusterInfo(world);
  wakeAtNextEnd(world);
}

function tokens(world: World): readonly KubeObject[] {
  return world.store
    .list("secrets", "kube-system")
    .filter(({ type, metadata }) => type === "bootstrap.kubernetes.io/token" && isNamed(metadata.name));
}

function isNamed(name: string): boolean {
  return /^bootstrap-token-[a-z0-9]{6}$/.test(name);
}

function remove(world: World, { metadata }: KubeObject): void {
  world.store.remove("secrets", metadata.namespace, metadata.name);
}

/** One that cannot be read has passed. */
function endOf(token: KubeObject): number {
  const expiration = field(token, "expiration");
  if (expiration === "") return Number.POSITIVE_INFINITY;
  const at = Date.parse(expiration);
  return Number.isNaN(at) ? 0 : at;
}

function signClusterInfo(world: World): void {
  const info = world.store.get("configmaps", "kube-public", "cluster-info");
  const kubeconfig = textAt(info, "data.kubeconfig");
  if (info === undefined || kubeconfig === "") return;
  const signers = tokens(world).filter((token) => field(token, "usage-bootstrap-signing") === "true");
  const unsigned = Object.entries(labelsAt(info, "data")).filter(([key]) => !key.startsWith(SIGNATURE));
  const signatures = signers.map((token) => {
    const id = field(token, "token-id");
    return [`${SIGNATURE}${id}`, sign(kubeconfig, id, field(token, "token-secret"))] as const;
  });
  world.store.put({ ...info, data: Object.fromEntries([...unsigned, ...signatures]) });
}

/** A detached JWS, as k8s.io/cluster-bootstrap/token/jws computes it. */
function sign(content: string, id: string, secret: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "HS256", kid: id })).toString("base64url");
  const payload = Buffer.from(content).toString("base64url");
  const signature = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}..${signature}`;
}

function wakeAtNextEnd(world: World): void {
  const next = Math.min(...tokens(world).map(endOf));
  if (!Number.isFinite(next) || timers.get(world.store) === next) return;
  timers.set(world.store, next);
  // setTimeout cannot wait longer than this; the next pass sets it anew.
  const waitMs = Math.min(next - world.clock.now(), 24 * 60 * 60 * 1000);
  void world.clock.sleep(waitMs, world.stopped).then(() => {
    timers.delete(world.store);
    world.wake();
  });
}

function field(token: Fields, key: string): string {
  return Buffer.from(labelsAt(token, "data")[key] ?? "", "base64").toString("utf8");
}
