// Whether a call that was shown covers one that is about to leave: the same to the character, but for its placeholders. Pure.
import { createHash } from "node:crypto";
import {
  type ApiCall,
  allElse,
  type Call,
  type HostCall,
  type KeyCall,
  thoseThere,
  type WakeCall,
} from "#src/base/call.ts";
import type { Json } from "#src/base/json.ts";

/** What placeholders stand for, by name, as far as that is known: the same name means the same value. */
export type Known = ReadonlyMap<string, string>;

export function covers(shown: Call, sent: Call, known: Known = new Map()): boolean {
  const meant = new Map(known);
  if (shown.at === "api" && sent.at === "api") return coversRequest(shown, sent, meant);
  if (shown.at === "keys" && sent.at === "keys") return isSameKey(shown, sent);
  if (shown.at === "wake" && sent.at === "wake") return isSameWake(shown, sent);
  if (shown.at === "campaign" && sent.at === "campaign")
    return shown.says === sent.says && shown.digest === sent.digest;
  return shown.at === "host" && sent.at === "host" && coversCommand(shown, sent, meant);
}

/** Without placeholders: whom to trust is known when it is approved. */
function isSameKey(shown: KeyCall, sent: KeyCall): boolean {
  return (["does", "host", "key", "place"] as const).every((field) => shown[field] === sent[field]);
}

/** Without placeholders, as above. */
function isSameWake(shown: WakeCall, sent: WakeCall): boolean {
  return (["host", "mac", "to"] as const).every((field) => shown[field] === sent[field]);
}

type Meant = Map<string, string>;

function coversRequest(shown: ApiCall, sent: ApiCall, meant: Meant): boolean {
  return (
    shown.method === sent.method &&
    coversPath(shown.path, sent.path, meant) &&
    coversValue(shown.body, sent.body, meant)
  );
}

function coversPath(shown: string, sent: string, meant: Meant): boolean {
  const parts = sent.split("/");
  const all = shown.split("/");
  return all.length === parts.length && all.every((each, at) => coversSegment(each, parts[at] ?? "", meant));
}

/** A name of one object: neither a climb, nor a subresource, nor the beginning of a query. */
function coversSegment(shown: string, sent: string, meant: Meant): boolean {
  if (/[?#<>]/.test(sent)) return false;
  return coversText(shown, sent, meant, { write: encodeURIComponent, read: nameIn });
}

function nameIn(segment: string): string | undefined {
  try {
    const name = decodeURIComponent(segment);
    // Written as every builder of a path writes it: what is read in two ways is no name.
    if (encodeURIComponent(name) !== segment) return undefined;
    return /^\.{0,2}$|[/\\%\p{Cc}]/u.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

function coversValue(shown: Json | undefined, sent: Json | undefined, meant: Meant): boolean {
  if (typeof shown === "string") return typeof sent === "string" && coversText(shown, sent, meant);
  if (Array.isArray(shown)) return Array.isArray(sent) && coversList(shown, sent, meant);
  if (isFields(shown)) return isFields(sent) && coversFields(shown, sent, meant);
  return shown === sent;
}

function coversList(shown: readonly Json[], sent: readonly Json[], meant: Meant): boolean {
  const isOpen = shown[0] === thoseThere;
  const wanted = isOpen ? shown.slice(1) : shown;
  const given = isOpen ? sent.slice(sent.length - wanted.length) : sent;
  return given.length === wanted.length && wanted.every((each, at) => coversValue(each, given[at], meant));
}

type Fields = { readonly [key: string]: Json | undefined };

function coversFields(shown: Fields, sent: Fields, meant: Meant): boolean {
  const wanted = Object.keys(shown).filter((key) => key !== allElse && shown[key] !== undefined);
  const given = Object.keys(sent).filter((key) => sent[key] !== undefined);
  const isOpen = Object.hasOwn(shown, allElse);
  return (
    (isOpen || given.length === wanted.length) &&
    wanted.every((key) => Object.hasOwn(sent, key) && coversValue(shown[key], sent[key], meant))
  );
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function coversCommand(shown: HostCall, sent: HostCall, meant: Meant): boolean {
  return (
    shown.host === sent.host &&
    coversValue(shown.stdin, sent.stdin, meant) &&
    coversValue(shown.unit, sent.unit, meant) &&
    coversValue(shown.removes, sent.removes, meant) &&
    shown.argv.length === sent.argv.length &&
    shown.argv.every((each, at) => coversText(each, sent.argv[at] ?? "", meant))
  );
}

const placeholder = /<([^<>]+)>/;

/** How a value is written where it stands. */
type Script = {
  readonly write: (value: string) => string;
  readonly read: (text: string) => string | undefined;
};

const plain: Script = { write: (value) => value, read: (text) => text };

/** Each placeholder stands for some text, one that is known for its own; what it stood for is known from then on. */
function coversText(shown: string, sent: string, meant: Meant, script = plain): boolean {
  const names: string[] = [];
  const pattern = shown.split(placeholder).map((piece, at) => {
    if (at % 2 === 0) return literally(piece);
    const value = meant.get(piece);
    if (value !== undefined) return literally(script.write(value));
    names.push(piece);
    return "([\\s\\S]+)";
  });
  const found = new RegExp(`^${pattern.join("")}$`).exec(sent);
  if (!found) return false;
  return names.every((name, at) => isMeant(name, script.read(found[at + 1] ?? ""), meant));
}

function isMeant(name: string, value: string | undefined, meant: Meant): boolean {
  if (value === undefined || (meant.get(name) ?? value) !== value) return false;
  meant.set(name, value);
  const [, digest] = /, sha256 ([0-9a-f]+)$/.exec(name) ?? [];
  return digest === undefined || createHash("sha256").update(value).digest("hex").startsWith(digest);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
