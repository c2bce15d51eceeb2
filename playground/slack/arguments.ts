// Reads the arguments of a Web API call, whichever way the client encoded them.
import { Refusal } from "./refusal.ts";

export type Arguments = Readonly<Record<string, unknown>>;

/** Form fields or a JSON object; anything else is no arguments at all. */
export function parseArguments(body: string, contentType: string): Arguments {
  if (contentType.includes("json")) return asRecord(parseJson(body));
  return Object.fromEntries(new URLSearchParams(body));
}

export function text(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

export function required(args: Arguments, name: string): string {
  const value = text(args, name);
  if (value) return value;
  throw new Refusal("invalid_arguments", {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** A structured argument; Slack takes it as JSON text in a form field or as it is in a JSON body. */
export function structured(args: Arguments, name: string): unknown {
  const value = args[name];
  return typeof value === "string" ? parseJson(value) : value;
}

export function list(args: Arguments, name: string): string[] {
  return (text(args, name) ?? "").split(",").filter(Boolean);
}

export function limit(args: Arguments, usual: number): number {
  return Math.min(Number(text(args, "limit") ?? usual) || usual, 1_000);
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return value as Record<string, unknown>; // checked on the line above
}
