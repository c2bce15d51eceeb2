// The three kinds of patch: JSON merge patch, strategic merge patch for the lists we meet, and JSON patch.
import { type Fields, isFields } from "./object.ts";
import { badRequest, fail } from "./status.ts";

const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  imagePullSecrets: "name",
  hostAliases: "ip",
  conditions: "type",
  addresses: "type",
  taints: "key",
  ownerReferences: "uid",
  topologySpreadConstraints: "topologyKey",
};

/** RFC 7396. */
export function applyMergePatch(current: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged: Record<string, unknown> = isFields(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = applyMergePatch(merged[key], value);
  }
  return merged;
}

export function applyStrategicPatch(current: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  if (patch.$patch === "replace") return without(patch, "$patch");
  const merged: Record<string, unknown> = isFields(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    if (value === null) delete merged[key];
    else
      merged[key] = Array.isArray(value)
        ? mergeList(key, merged[key], value)
        : applyStrategicPatch(merged[key], value);
  }
  return merged;
}

function mergeList(name: string, current: unknown, patch: readonly unknown[]): readonly unknown[] {
  const before = Array.isArray(current) ? (current as readonly unknown[]) : [];
  if (name === "finalizers") return [...new Set([...before, ...patch])];
  const key = name === "ports" ? portKey(patch) : MERGE_KEYS[name];
  if (key === undefined) return patch;
  let merged = [...before];
  for (const item of patch) {
    if (!isFields(item)) return patch;
    const index = merged.findIndex((other) => isFields(other) && other[key] === item[key]);
    if (item.$patch === "delete") merged = merged.filter((_, position) => position !== index);
    else if (index < 0) merged.push(item);
    else merged[index] = applyStrategicPatch(merged[index], item);
  }
  return merged;
}

function portKey(ports: readonly unknown[]): string {
  return ports.some((port) => isFields(port) && "containerPort" in port) ? "containerPort" : "port";
}

/** RFC 6902. */
export function applyJsonPatch(current: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch is a list of operations");
  const document = structuredClone(current);
  for (const operation of patch as readonly Fields[]) applyOperation(document, operation);
  return document;
}

function applyOperation(document: unknown, { op, path, from, value }: Fields): void {
  const keys = pointer(path);
  if (op === "test") {
    if (JSON.stringify(read(document, keys)) === JSON.stringify(value)) return;
    throw fail(
      422,
      "Invalid",
      `the server rejected our request due to an error in our request: testing path ${String(path)} failed`,
    );
  }
  if (op === "add") return insert(document, keys, value);
  if (op === "remove") return removeAt(document, keys);
  if (op === "replace") {
    removeAt(document, keys);
    return insert(document, keys, value);
  }
  const moved = read(document, pointer(from));
  if (op === "move") removeAt(document, pointer(from));
  insert(document, keys, structuredClone(moved));
}

function pointer(path: unknown): readonly string[] {
  return String(path)
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function read(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

// The document is our own clone, so these three may change it.
function insert(document: unknown, keys: readonly string[], value: unknown): void {
  const { parent, key } = parentOf(document, keys);
  if (!Array.isArray(parent)) parent[key] = value;
  else parent.splice(key === "-" ? parent.length : Number(key), 0, value);
}

function removeAt(document: unknown, keys: readonly string[]): void {
  const { parent, key } = parentOf(document, keys);
  if (!(key in parent)) throw pathMissing(keys);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function parentOf(document: unknown, keys: readonly string[]) {
  const parent = read(document, keys.slice(0, -1));
  const key = keys.at(-1);
  if (typeof parent !== "object" || parent === null || key === undefined) throw pathMissing(keys);
  return { parent: parent as Record<string, unknown>, key };
}

function pathMissing(keys: readonly string[]) {
  const message = `the server rejected our request due to an error in our request: jsonpatch: no such path /${keys.join("/")}`;
  return fail(422, "Invalid", message);
}

function without(object: Fields, key: string): Fields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
