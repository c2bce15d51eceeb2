// Kubernetes objects as the server keeps them: plain JSON, never changed in place.

export type Fields = { readonly [key: string]: unknown };

export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
};

export type Metadata = Fields & {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
  readonly generation?: number;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
};

export type Labels = Readonly<Record<string, string>>;

/** A stored object. `spec` and `status` are read with `at` or through the narrower types beside their users. */
export type KubeObject = Fields & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
};

/** An object before the store gives it a uid, a version and a creation time. */
export type Draft = Fields & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields;
};

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, `status.phase`, or undefined. */
export function at(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split(".")) {
    if (!isFields(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The text at a dotted path, or "". */
export function textAt(object: unknown, path: string): string {
  const value = at(object, path);
  return typeof value === "string" ? value : "";
}

export function numberAt(object: unknown, path: string, fallback = 0): number {
  const value = at(object, path);
  return typeof value === "number" ? value : fallback;
}

/** The string map at a dotted path, such as a selector, or {}. */
export function labelsAt(object: unknown, path: string): Labels {
  const value = at(object, path);
  return isFields(value) ? (value as Labels) : {}; // string maps by the API's own schema
}

export function listAt(object: unknown, path: string): readonly Fields[] {
  const value = at(object, path);
  return Array.isArray(value) ? (value as readonly Fields[]) : []; // lists of objects by the API's own schema
}

/** A copy with `value` at a dotted path. */
export function withAt<T extends Fields>(object: T, path: string, value: unknown): T {
  const [key, ...rest] = path.split(".");
  if (key === undefined) return object;
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: withAt(isFields(inner) ? inner : {}, rest.join("."), value) };
}

/** RFC 3339 in whole seconds, as metav1.Time prints it. */
export function timestamp(epochMs: number): string {
  return new Date(Math.floor(epochMs / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** RFC 3339 with microseconds, as metav1.MicroTime prints it. */
export function microTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z");
}
