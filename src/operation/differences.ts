// What has changed between the plan that was shown and the one that is possible now, in words for whoever approves it anew.
import { sayCall } from "#src/base/call.ts";
import { few } from "#src/base/text.ts";
import { canonical, type Json, type Plan, type PlannedStep } from "./plan.ts";

type Facts = Readonly<Record<string, Json | undefined>>;

/** A sentence each; none when both come to the same. */
export function differencesOf(before: Plan, now: Plan): readonly string[] {
  return [
    ...valueDifference("Its target", before.target, now.target),
    ...valueDifference("Its risk", before.risk, now.risk),
    ...basisDifferences(factsOf(before.basis), factsOf(now.basis)),
    ...stepDifferences(before.steps, now.steps),
    ...(canonical(before.locks ?? null) === canonical(now.locks ?? null)
      ? []
      : ["It keeps others from other work than before."]),
  ];
}

/**
 * The approval was for one object, and what has its name now is another: a replacement, which nobody asked to touch. Plans keep the
 * uid of what they are about as `uid` in their basis.
 */
export function isAboutAnother(before: Plan, now: Plan): boolean {
  return before.target !== now.target || factsOf(before.basis).uid !== factsOf(now.basis).uid;
}

/** What the facts of a basis are called; others by their keys. */
const names: Readonly<Record<string, string>> = {
  node: "Its node",
  owner: "What owns it",
  cordonedBy: "Who cordoned it",
  strategy: "Its update strategy",
  partition: "The partition of its update",
  canary: "The node that is tried first",
  version: "The version of the API server",
  endpoint: "The API server's address",
  pins: "The cluster's CA",
  configMap: "Its ConfigMap",
  daemonSet: "Its DaemonSet",
  digest: "The request itself",
};

function basisDifferences(before: Facts, now: Facts): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [was, is] = [before[key], now[key]];
    if (key === "uid") return was === is ? [] : ["It was made anew, and only its name is the same."];
    const name = names[key] ?? `Its ${key}`;
    return Array.isArray(was) && Array.isArray(is)
      ? listDifference(key === "risks" ? "" : name, was, is)
      : valueDifference(name, was, is);
  });
}

function valueDifference(name: string, was: Json | undefined, is: Json | undefined): readonly string[] {
  if (canonical(was ?? null) === canonical(is ?? null)) return [];
  const [before, after] = [say(was), say(is)];
  return [before && after ? `${name} was ${before}, and is ${after}.` : `${name} has changed.`];
}

/** Whatever a person can tell from another; ids and hashes are not. */
function say(value: Json | undefined): string | undefined {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "object") return undefined;
  const text = String(value);
  return text.length > 60 || /^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{32,}$|^uid-/.test(text)
    ? undefined
    : text;
}

function listDifference(name: string, was: readonly Json[], is: readonly Json[]): readonly string[] {
  const before = was.map(String);
  const after = is.map(String);
  const come = after.filter((each) => !before.includes(each));
  const gone = before.filter((each) => !after.includes(each));
  const prefix = name === "" ? "" : `${name}: `;
  return [
    ...(come.length > 0 ? [`${prefix}New: ${few(come, 5)}.`] : []),
    ...(gone.length > 0 ? [`${prefix}No longer: ${few(gone, 5)}.`] : []),
  ];
}

function stepDifferences(before: readonly PlannedStep[], now: readonly PlannedStep[]): readonly string[] {
  const has = (steps: readonly PlannedStep[], title: string) => steps.find((each) => each.title === title);
  const come = now.filter(({ title }) => !has(before, title)).map(({ title }) => title);
  const gone = before.filter(({ title }) => !has(now, title)).map(({ title }) => title);
  const other = now.flatMap((step) => {
    const same = has(before, step.title);
    return same ? callDifferences(same, step) : [];
  });
  return [
    ...(come.length > 0 ? [`New steps: ${few(come, 5)}.`] : []),
    ...(gone.length > 0 ? [`Steps that are not needed any more: ${few(gone, 5)}.`] : []),
    ...other,
  ];
}

function callDifferences(before: PlannedStep, now: PlannedStep): readonly string[] {
  const was = before.calls.map(sayCall);
  const is = now.calls.map(sayCall);
  const come = is.filter((each) => !was.includes(each));
  const gone = was.filter((each) => !is.includes(each));
  if (come.length + gone.length === 0)
    return canonical(before.input) === canonical(now.input)
      ? []
      : [`“${now.title}” would be done in another way.`];
  return [
    ...come.map((call) => `“${now.title}” would also send ${call}.`),
    ...gone.map((call) => `“${now.title}” would not send ${call} any more.`),
  ];
}

function factsOf(basis: Json): Facts {
  return typeof basis === "object" && basis !== null && !Array.isArray(basis) ? (basis as Facts) : { basis };
}
