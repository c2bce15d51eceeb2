// A call: what leaves for a cluster or a host, or changes whom Wheelhouse trusts, as a value. A card shows it, an approval covers it, and an adapter sends it.
import type { Json } from "./json.ts";
import { exact } from "./text.ts";

/**
 * `<pod>` in a path, a body or an argument is a placeholder: a value that is only known when it is sent.
 * `what` is for people: it says when or why, and is part of what is approved.
 */
export type Call = ApiCall | HostCall | WakeCall | KeyCall | CampaignCall;

export type ApiCall = {
  readonly at: "api";
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Without a query; placeholders are the only text in it that is not percent-encoded. */
  readonly path: string;
  /** Of a PATCH, a strategic merge patch. */
  readonly body?: Json | undefined;
  /** In parts, where each is approved by itself: what one drain may lose is there when the next node is drained. */
  readonly what?: string | readonly string[] | undefined;
};

export type HostCall = {
  readonly at: "host";
  readonly host: string;
  readonly argv: readonly string[];
  /** Run by root as the unit of systemd that has this name, which outlives the connection. */
  readonly unit?: string | undefined;
  /** A file that systemd removes when that unit ends. */
  readonly removes?: string | undefined;
  /** A secret goes to its standard input: never into argv. Any other text that goes there is shown whole. */
  readonly stdin?: "secret" | { readonly text: string } | undefined;
  readonly what?: string | undefined;
};

/** A magic packet, which switches a machine on that has no program running to ask. */
export type WakeCall = {
  readonly at: "wake";
  readonly host: string;
  /** `dc:a6:32:01:02:03`. */
  readonly mac: string;
  /** `10.0.0.255:9`, where a whole network hears it. */
  readonly to: string;
  readonly what?: string | undefined;
};

/** Nothing leaves: Wheelhouse writes down, or forgets, which key a host has to show before anything is sent to it. */
export type KeyCall = {
  readonly at: "keys";
  readonly does: "pin" | "forget";
  readonly host: string;
  /** `ssh-ed25519 SHA256:…`. */
  readonly key: string;
  /** `ops@10.0.0.23:22`. */
  readonly place: string;
  readonly what?: string | undefined;
};

/** Nothing leaves: Wheelhouse writes down what it is to do stage by stage, each stage an operation with calls of its own. */
export type CampaignCall = {
  readonly at: "campaign";
  readonly says: string;
  /** Of the first: SHA-256 of all that is written down, which is more than is said. */
  readonly digest?: string | undefined;
  readonly what?: string | undefined;
};

/** Throws before anything leaves. `secrets` are words of the call that nobody may see. */
export type Fence = (call: Call, secrets?: readonly string[]) => void;

export const thisOperation = "<this operation>";
/** What was read just before, so that a change in between refuses ours. */
export const asRead = "<as read>";
/** A key beside which others may be: an object that goes back as it was read. */
export const allElse = "<all else>";
/** A list's first item, for those that were read. */
export const thoseThere = "<those there>";

const placeholder = /<[^<>]+>/;

/** A text too long to show: only the one with this digest fits, the first characters of its SHA-256 in hexadecimal. */
export function textOf(name: string, digest: string): string {
  return `<${name}, sha256 ${digest}>`;
}

export function hasPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/**
 * One line for a person: `PATCH /api/v1/nodes/w3 spec.unschedulable=true`. What hides or reorders text is spelt out.
 * Plans that were stored before calls were values hold lines already.
 */
export function sayCall(call: Call | string): string {
  if (typeof call === "string") return exact(call);
  const said = sayWhatLeaves(call);
  const what = partsOf(call).join(", ");
  return exact(what === "" ? said : `${said} – ${what}`);
}

/** What it says of itself; none where it says nothing. */
function partsOf({ what = [] }: Pick<ApiCall, "what">): readonly string[] {
  return typeof what === "string" ? [what] : what;
}

function sayWhatLeaves(call: Call): string {
  switch (call.at) {
    case "api":
      return sayApiCall(call);
    case "host":
      return sayHostCall(call);
    case "wake":
      return `wheelhouse: wake ${call.host}, a magic packet for ${call.mac} to ${call.to} (UDP)`;
    case "keys":
      return `wheelhouse: ${call.does} ${call.key} for ${call.host}, ${call.place}`;
    case "campaign":
      return call.says;
  }
}

function sayApiCall({ method, path, body }: ApiCall): string {
  const isPatch = method === "PATCH";
  const fields = flat(withoutType(body), "").map(([name, value]) => {
    if (name.endsWith(allElse)) return "";
    return value === null && isPatch ? `${name} removed` : `${name}=${sayValue(value)}`;
  });
  return [`${method} ${path}`, fields.filter(Boolean).join(", ")].filter(Boolean).join(" ");
}

/** The path says it already. */
function withoutType(body: Json | undefined): Json | undefined {
  if (!isObject(body)) return body;
  const { apiVersion: _version, kind: _kind, ...rest } = body;
  return rest;
}

type Field = readonly [name: string, value: Json];

function flat(value: Json | undefined, at: string): readonly Field[] {
  if (value === undefined) return [];
  if (!isObject(value) || Object.keys(value).length === 0) return at === "" ? [] : [[at, value]];
  return Object.entries(value).flatMap(([key, item]) => flat(item, `${at}${sayKey(key, at)}`));
}

function sayKey(key: string, at: string): string {
  if (!/^[\w$<> -]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return at === "" ? key : `.${key}`;
}

function sayValue(value: Json): string {
  return typeof value === "string" && /^[\w<>.:/@-][\w<>.:/@ -]*$/.test(value) && !readsAsJson(value)
    ? value
    : JSON.stringify(value);
}

/** `true` is not `"true"`, and `5` not `"5"`. */
function readsAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sayHostCall({ host, argv, unit, removes, stdin }: HostCall): string {
  const notes = [
    unit ? `as root, as the unit ${unit}` : "",
    removes ? `which removes ${removes} when it ends` : "",
    stdin === undefined
      ? ""
      : `with ${stdin === "secret" ? "a secret" : sayText(stdin.text)} on its standard input`,
  ].filter(Boolean);
  return `${host}: ${argv.map(shellWord).join(" ")}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

/** On one line, each line break spelt out. */
function sayText(text: string): string {
  return JSON.stringify(text);
}

/** As it would be typed. */
export function shellWord(word: string): string {
  return /^[\w<>@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
