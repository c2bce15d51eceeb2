// What earlier shutdowns of a cluster have left: which machines they switched off, and which nodes they cordoned.
import type { PlanContext } from "#src/command/define.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Json } from "#src/operation/plan.ts";

export type ShutDown = {
  /** Those of the newest one, with what each was. */
  readonly machines: readonly { readonly node: string; readonly host: string; readonly isPlane: boolean }[];
  /** `by` is the operation that cordoned it. */
  readonly cordoned: readonly { readonly node: string; readonly uid: string; readonly by: string }[];
};

/** Nobody does much to a cluster that is off. */
const looksBack = 100;
const begun = ["running", "succeeded", "failed", "interrupted", "abandoned"] as const;

/** Of the time since it was woken last. */
export async function shutDownBy({
  cluster: { name },
  operations,
}: Pick<PlanContext, "cluster" | "operations">): Promise<ShutDown> {
  const all = await operations.list({ cluster: name, states: begun, limit: looksBack });
  const woken = all.findIndex(({ state, line }) => state === "succeeded" && isLine(line, "cluster wake"));
  const since = woken === -1 ? all : all.slice(0, woken);
  const shutdowns = since.filter(({ line }) => isLine(line, "cluster shutdown"));
  const cordoned = new Map<string, ShutDown["cordoned"][number]>();
  for (const each of shutdowns)
    for (const cordon of cordonsOf(each)) if (!cordoned.has(cordon.node)) cordoned.set(cordon.node, cordon);
  return { machines: shutdowns[0] ? machinesOf(shutdowns[0]) : [], cordoned: [...cordoned.values()] };
}

function isLine(line: string, command: string): boolean {
  return line === command || line.startsWith(`${command} `);
}

/** What it found cordoned is somebody else's. */
function cordonsOf({ id, plan, steps }: Operation): ShutDown["cordoned"] {
  return plan.steps.flatMap(({ step, input }, at) => {
    const state = steps[at]?.state;
    if (step !== "cordon-node" || state === "skipped" || state === "waiting") return [];
    return [{ node: textIn(input, "node"), uid: textIn(input, "uid"), by: id }];
  });
}

function machinesOf({ plan }: Operation): ShutDown["machines"] {
  const machines = fieldOf(plan.basis, "machines");
  return (Array.isArray(machines) ? machines : []).map((each: Json) => ({
    node: textIn(each, "node"),
    host: textIn(each, "host"),
    isPlane: fieldOf(each, "isPlane") === true,
  }));
}

function textIn(value: Json, name: string): string {
  const found = fieldOf(value, name);
  return typeof found === "string" ? found : "";
}

function fieldOf(value: Json, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined;
}
