// Whether a fresh plan stays within what was approved for a campaign. Pure.
import { type Call, sayCall, thoseThere } from "#src/base/call.ts";
import { canonical } from "#src/base/json.ts";
import { covers } from "#src/operation/covers.ts";
import { type Plan, risks } from "#src/operation/plan.ts";
import type { Bounds } from "./campaign.ts";

/** What the plan would do that nobody approved, in words; none when it may start by itself. */
export function outside(plan: Plan, bounds: Bounds): readonly string[] {
  const calls = plan.steps.flatMap((step) => step.calls);
  return unique([
    ...(risks.indexOf(plan.risk) > risks.indexOf(bounds.risk) ? [`It is ${plan.risk}.`] : []),
    ...calls
      .filter((call) => !isAllowed(call, bounds.calls))
      .map((call) => `It would send ${sayCall(call)}.`),
    ...lossesOf(plan)
      .filter((loss) => !bounds.losses.includes(loss))
      .map((loss) => `It may lose ${loss}.`),
    ...risksIn(plan)
      .filter((risk) => !bounds.risks.includes(risk))
      .map((risk) => `There is a risk: ${risk}.`),
  ]);
}

/**
 * The bounds in which all of these plans stay. `loosen` is asked about each text of each call: what it gives with a placeholder leaves
 * open what may be another by the time that a stage is planned afresh.
 */
export function boundsOf(plans: readonly Plan[], loosen: (text: string) => string = (text) => text): Bounds {
  const calls = plans.flatMap(({ steps }) => steps.flatMap((step) => step.calls));
  const byText = new Map(
    calls.flatMap((call) => {
      if (typeof call === "string") return [];
      const loose = deep(call, loosen);
      return [[canonical(loose), loose] as const];
    }),
  );
  return {
    risk: plans.some(({ risk }) => risk === "destructive") ? "destructive" : "change",
    calls: [...byText.values()],
    losses: unique(plans.flatMap(lossesOf)).toSorted(),
    risks: unique(plans.flatMap(risksIn)).toSorted(),
  };
}

/** Plans of before calls were values hold lines, which nobody can compare. */
function isAllowed(planned: Call | string, allowed: readonly Call[]): boolean {
  if (typeof planned === "string") return false;
  const text = canonical(planned);
  if (allowed.some((each) => canonical(each) === text)) return true;
  // How many there are is open, which no other list says.
  if (text.includes(thoseThere)) return false;
  const alike = allowed.filter((each) => covers(each, asSent(planned)));
  // The fence does not read `what`, but whoever approves does: it says what is lost, for one.
  return isSaid(planned, alike);
}

/** Whole, or each of its parts, by calls that send the same. */
function isSaid({ what }: Call, alike: readonly Call[]): boolean {
  if (typeof what !== "object" || what.length === 0) return alike.some((each) => each.what === what);
  const parts = new Set(alike.flatMap((each) => (typeof each.what === "object" ? each.what : [])));
  return what.every((part) => parts.has(part));
}

/** What a plan leaves open, only what leaves as much open covers: its placeholder becomes a name that nothing else has. */
function asSent(call: Call): Call {
  return deep(call, (text) => text.replace(/<([^<>]+)>/g, (_all, name) => open + wordOf(name)));
}

const open = "wheelhouse-placeholder-";

/** The same with other texts; keys stay. */
function deep<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => deep(item, change)) as T;
  const pairs = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(pairs.map(([key, item]) => [key, deep(item, change)])) as T;
}

function wordOf(name: string): string {
  return name.replace(/[^\w]/g, "-");
}

function lossesOf({ losses = [] }: Plan): readonly string[] {
  return losses;
}

/** Plans keep what stands against them as `risks` in their basis, or in the basis of a part of theirs. */
function risksIn({ basis }: Pick<Plan, "basis">): readonly string[] {
  if (typeof basis !== "object" || basis === null || Array.isArray(basis)) return [];
  return Object.entries(basis).flatMap(([key, value]) => {
    if (key === "risks" && Array.isArray(value)) return value.map(String);
    return value === undefined ? [] : risksIn({ basis: value });
  });
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
