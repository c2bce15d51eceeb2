// What every part of the contract acts on: a namespace and a node of its own, arranged by an administrator.

import { afterAll, beforeAll } from "vitest";
import type { PodRef } from "#src/kubernetes/actions.ts";
import type { Unfenced } from "../../unfenced.ts";
import type { Connection } from "../connection.ts";

export type Actors = {
  /** Arranges what the tests need. */
  readonly admin: Connection;
  /** The adapter with every right. */
  readonly cluster: Unfenced;
  /** The adapter of somebody whom the API server knows and who may nothing. */
  readonly stranger: (namespace: string) => Promise<Unfenced>;
};

export type Json = { readonly [key: string]: unknown };

/** `cluster` and `admin` are there once a test runs. */
export type Scene = Actors & {
  readonly post: (path: string, body: Json) => Promise<Json>;
  readonly patch: (path: string, body: Json) => Promise<void>;
  readonly get: (path: string) => Promise<Json>;
  readonly givenPod: (
    name: string,
    more?: { labels?: Json; spec?: Json; annotations?: Json },
  ) => Promise<PodRef>;
  readonly isThere: (ref: PodRef) => Promise<boolean>;
  readonly deletionOf: (ref: PodRef) => Promise<unknown>;
};

export const suffix = Date.now().toString(36);
export const NAMESPACE = `wheelhouse-actions-${suffix}`;
export const NODE = `wheelhouse-actions-${suffix}`;
export const CORE = `/api/v1/namespaces/${NAMESPACE}`;
export const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
export const OTHER_UID = "11111111-1111-4111-8111-111111111111";

/** Made before the first test that needs it, and cleared away after the last. */
export function sceneFor(connect: () => Promise<Actors>): Scene {
  let actors: Actors | undefined;

  beforeAll(async () => {
    actors = await connect();
    await post("/api/v1/namespaces", { metadata: { name: NAMESPACE } });
    await post(`${CORE}/serviceaccounts`, { metadata: { name: "default" } });
    await post("/api/v1/nodes", { metadata: { name: NODE, annotations: { "example.com/kept": "yes" } } });
  });

  afterAll(async () => {
    const { admin, cluster } = connected();
    for (const name of await namesIn(`${CORE}/pods`)) {
      const options = { method: "DELETE", body: { gracePeriodSeconds: 0 } };
      await admin.request(`${CORE}/pods/${name}`, options);
    }
    for (const path of [`/api/v1/nodes/${NODE}`, `/api/v1/namespaces/${NAMESPACE}`]) {
      await admin.request(path, { method: "DELETE", body: {} });
    }
    await cluster.stop();
  });

  return {
    get admin() {
      return connected().admin;
    },
    get cluster() {
      return connected().cluster;
    },
    stranger: (namespace) => connected().stranger(namespace),
    post,
    patch,
    get,
    givenPod,
    isThere,
    deletionOf,
  };

  function connected(): Actors {
    if (actors === undefined) throw new Error("the cluster is connected before the tests run");
    return actors;
  }

  async function post(path: string, body: Json): Promise<Json> {
    const answer = await connected().admin.request(path, { method: "POST", body });
    if (answer.status !== 409 && answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
    return JSON.parse(answer.body.toString()) as Json;
  }

  async function patch(path: string, body: Json): Promise<void> {
    const headers = { "Content-Type": "application/merge-patch+json" };
    const answer = await connected().admin.request(path, { method: "PATCH", headers, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
  }

  async function get(path: string): Promise<Json> {
    return JSON.parse((await connected().admin.request(path)).body.toString()) as Json;
  }

  async function namesIn(path: string): Promise<readonly string[]> {
    const { items = [] } = (await get(path)) as { items?: readonly { metadata: { name: string } }[] };
    return items.map(({ metadata }) => metadata.name);
  }

  /** A pod on a machine that nobody has, so that whatever is deleted with grace stays to be looked at. */
  async function givenPod(
    name: string,
    { labels = {}, spec = {}, annotations = {} }: { labels?: Json; spec?: Json; annotations?: Json } = {},
  ): Promise<PodRef> {
    await post(`${CORE}/pods`, {
      metadata: { name, labels, annotations },
      spec: { containers: [{ name: "only", image: "example.com/only:1" }], nodeName: NODE, ...spec },
    });
    await patch(`${CORE}/pods/${name}/status`, {
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    });
    return refOf(await get(`${CORE}/pods/${name}`));
  }

  async function isThere(ref: PodRef): Promise<boolean> {
    const { metadata } = (await get(`${CORE}/pods/${ref.name}`)) as { metadata?: { uid?: string } };
    return metadata?.uid === ref.uid;
  }

  async function deletionOf({ name }: PodRef): Promise<unknown> {
    const { metadata } = (await get(`${CORE}/pods/${name}`)) as { metadata?: Json };
    return metadata?.deletionTimestamp;
  }
}

export function refOf(object: Json): PodRef {
  const { namespace, name, uid } = object.metadata as { namespace: string; name: string; uid: string };
  return { namespace, name, uid };
}

export function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
