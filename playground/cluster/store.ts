// What the API server knows: objects by resource, one growing version, and a bounded history for watches.
import { randomUUID } from "node:crypto";
import { type Draft, type KubeObject, type Metadata, timestamp } from "./object.ts";
import { keyOf, RESOURCES, resourceOfObject } from "./resources.ts";

export type Change = {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** `pods`, `apps/deployments`. */
  readonly resource: string;
  readonly version: number;
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
};

export type Store = {
  /** The newest resourceVersion. */
  readonly version: () => number;
  readonly get: (resource: string, namespace: string | undefined, name: string) => KubeObject | undefined;
  /** Sorted by namespace and name, as etcd's keys are. */
  readonly list: (resource: string, namespace?: string) => readonly KubeObject[];
  /** Creates or replaces. Returns the stored object; an unchanged one keeps its version, as in Kubernetes. */
  readonly put: (draft: Draft) => KubeObject;
  readonly remove: (resource: string, namespace: string | undefined, name: string) => KubeObject | undefined;
  /** The changes after a version, or undefined when the history no longer reaches back that far. */
  readonly since: (resource: string, version: number) => readonly Change[] | undefined;
  /** Forgets the whole history, so that every older version is "too old". */
  readonly compact: () => void;
  readonly subscribe: (listener: (change: Change) => void) => () => void;
};

type Table = {
  readonly objects: Map<string, KubeObject>;
  sorted: readonly KubeObject[] | undefined;
  history: Change[];
  /** Changes up to and including this version are forgotten. */
  forgotten: number;
};

/** `now` dates what is created, epoch ms. */
export function makeStore(now: () => number, historySize: number, firstVersion: number): Store {
  let version = firstVersion;
  const listeners = new Set<(change: Change) => void>();
  const tables = new Map<string, Table>(
    RESOURCES.map((resource) => [keyOf(resource), emptyTable(firstVersion)]),
  );

  function put(draft: Draft): KubeObject {
    const resource = keyOf(resourceOfObject(draft));
    const table = tableOf(tables, resource);
    const key = objectKey(draft.metadata);
    const previous = table.objects.get(key);
    if (previous !== undefined && sameExceptVersion(previous, draft)) return previous;
    version += 1;
    const object: KubeObject = { ...draft, metadata: stamped(draft, previous, version, now()) };
    table.objects.set(key, object);
    record(table, { type: previous ? "MODIFIED" : "ADDED", resource, version, object, previous });
    return object;
  }

  function remove(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    const table = tableOf(tables, resource);
    const previous = table.objects.get(objectKey({ namespace, name }));
    if (previous === undefined) return undefined;
    version += 1;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(version) } };
    table.objects.delete(objectKey({ namespace, name }));
    record(table, { type: "DELETED", resource, version, object, previous });
    return object;
  }

  function record(table: Table, change: Change): void {
    table.sorted = undefined;
    table.history.push(change);
    if (table.history.length > historySize * 2) forget(table, historySize);
    for (const listener of listeners) listener(change);
  }

  return {
    version: () => version,
    get: (resource, namespace, name) => tableOf(tables, resource).objects.get(objectKey({ namespace, name })),
    list: (resource, namespace) => {
      const all = sortedObjects(tableOf(tables, resource));
      return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
    },
    put,
    remove,
    since: (resource, from) => {
      const table = tableOf(tables, resource);
      return from < table.forgotten ? undefined : table.history.filter((change) => change.version > from);
    },
    compact: () => {
      for (const table of tables.values()) {
        table.history = [];
        table.forgotten = version;
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function emptyTable(firstVersion: number): Table {
  return { objects: new Map(), sorted: undefined, history: [], forgotten: firstVersion };
}

function tableOf(tables: ReadonlyMap<string, Table>, resource: string): Table {
  const table = tables.get(resource);
  if (table === undefined) throw new Error(`no such resource: ${resource}`);
  return table;
}

function objectKey({ namespace, name }: { readonly namespace?: unknown; readonly name?: unknown }): string {
  return `${namespace ?? ""}/${name}`;
}

function forget(table: Table, keep: number): void {
  const dropped = table.history.splice(0, table.history.length - keep);
  table.forgotten = dropped.at(-1)?.version ?? table.forgotten;
}

function sortedObjects(table: Table): readonly KubeObject[] {
  table.sorted ??= [...table.objects.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, object]) => object);
  return table.sorted;
}

function sameExceptVersion(previous: KubeObject, draft: Draft): boolean {
  const bare = (object: Draft) =>
    JSON.stringify({ ...object, metadata: { ...object.metadata, resourceVersion: "" } });
  return bare(previous) === bare({ ...draft, metadata: { ...previous.metadata, ...draft.metadata } });
}

function stamped(draft: Draft, previous: KubeObject | undefined, version: number, now: number): Metadata {
  const given = draft.metadata as Metadata; // the name and namespace are checked before anything is stored
  const specChanged = previous !== undefined && JSON.stringify(previous.spec) !== JSON.stringify(draft.spec);
  const generation = previous?.metadata.generation ?? given.generation;
  return {
    ...given,
    uid: previous?.metadata.uid ?? given.uid ?? randomUUID(),
    resourceVersion: String(version),
    creationTimestamp: previous?.metadata.creationTimestamp ?? given.creationTimestamp ?? timestamp(now),
    ...(generation === undefined ? {} : { generation: generation + (specChanged ? 1 : 0) }),
  };
}
