// What an API server received, held against what people had approved: by a comparison of its own, as the fence's would find itself right.
import { type ApiCall, type Call, sayCall } from "#src/base/call.ts";
import type { Json } from "#src/base/json.ts";
import type { Operation } from "#src/operation/operation.ts";
import { isChange, type RequestRecord } from "../../playground/cluster/target.ts";

/** The changes among the requests that no call on the operation's card covers: method, path, query and body. */
export function unshown(requests: readonly RequestRecord[], { id, plan }: Operation): readonly string[] {
  const calls = plan.steps.flatMap((step) =>
    step.calls.filter((call): call is Call => typeof call !== "string"),
  );
  return requests
    .filter(({ verb }) => isChange(verb))
    .filter((each) => !isOurQuery(each) || !calls.some((call) => isShown(call, callIn(each), id)))
    .map((each) => `${sayCall(callIn(each))}${each.query}`);
}

/** What each placeholder stands for: the same name has the same value. */
type Meant = Map<string, string>;

function isShown(shown: Call, sent: ApiCall, id: string): boolean {
  if (shown.at !== "api" || shown.method !== sent.method) return false;
  const meant: Meant = new Map([["this operation", id]]);
  const isPath = fits(shown.path, sent.path, meant, /[A-Za-z0-9._~-]+/);
  return isPath && fitsValue(shown.body, sent.body, meant);
}

function fitsValue(shown: Json | undefined, sent: Json | undefined, meant: Meant): boolean {
  if (typeof shown === "string") return typeof sent === "string" && fits(shown, sent, meant, /[\s\S]+/);
  if (typeof shown !== "object" || shown === null) return shown === sent;
  if (typeof sent !== "object" || sent === null || Array.isArray(shown) !== Array.isArray(sent)) return false;
  const wanted = Object.entries(shown).filter(
    ([key, value]) => key !== "<all else>" && value !== "<those there>",
  );
  const given = Object.entries(sent);
  const isOpen = wanted.length < Object.keys(shown).length;
  if (!isOpen && wanted.length !== given.length) return false;
  if (Array.isArray(sent)) {
    const last = sent.slice(sent.length - wanted.length);
    return wanted.every(([, value], at) => fitsValue(value, last[at], meant));
  }
  const found = new Map(given);
  return wanted.every(([key, value]) => found.has(key) && fitsValue(value, found.get(key), meant));
}

function fits(shown: string, sent: string, meant: Meant, some: RegExp): boolean {
  const pieces = shown.split(/<[^<>]+>/).map((piece) => piece.replaceAll(/[^\w]/g, "\\$&"));
  const found = new RegExp(`^${pieces.join(`(${some.source})`)}$`).exec(sent);
  const names = [...shown.matchAll(/<([^<>]+)>/g)].map(([, name = ""]) => name);
  return names.every((name, at) => isSame(name, found?.[at + 1], meant)) && found !== null;
}

function isSame(name: string, value: string | undefined, meant: Meant): boolean {
  if (value !== undefined && !meant.has(name)) meant.set(name, value);
  return value !== undefined && meant.get(name) === value;
}

function isOurQuery({ method, query }: RequestRecord): boolean {
  return query === (method === "DELETE" ? "" : "?fieldManager=wheelhouse");
}

function callIn({ method, path, body }: RequestRecord): ApiCall {
  // The simulator takes nothing but these, and JSON.
  return { at: "api", method: method as ApiCall["method"], path, body: JSON.parse(body) as Json };
}
