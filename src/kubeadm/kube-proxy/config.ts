// Reads and changes the text of a KubeProxyConfiguration; everything but the one line stays byte for byte.
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, type Pair, parseDocument, type Scalar } from "yaml";
import type { Mode } from "./kube-proxy.ts";

export type ProxyConfig = {
  /** As written; "" when kube-proxy is to choose. */
  readonly mode: string;
  /** ipvs.strictARP: without it a node answers ARP for every address of a Service. */
  readonly strictArp: boolean;
  readonly nodePortAddresses: readonly string[];
};

/** Undefined when it is no KubeProxyConfiguration that can be read. */
export function readProxyConfig(text: string): ProxyConfig | undefined {
  const fields = fieldsOf(text);
  if (!fields) return undefined;
  const { mode, ipvs, nodePortAddresses } = fields;
  return {
    mode: typeof mode === "string" ? mode : "",
    strictArp: isFields(ipvs) && ipvs.strictARP === true,
    nodePortAddresses: Array.isArray(nodePortAddresses) ? nodePortAddresses.map(String) : [],
  };
}

/**
 * The text with another mode. Only the value of `mode` changes; without such a line one is added at the end.
 * Undefined when that cannot be done without touching anything else.
 */
export function withMode(text: string, mode: Mode): string | undefined {
  const before = fieldsOf(text);
  if (!before) return undefined;
  const changed = replaceValue(text, mode);
  const after = changed === undefined ? undefined : fieldsOf(changed);
  // The proof that this was the right place, whatever the text looked like.
  return isDeepStrictEqual(after, { ...before, mode }) ? changed : undefined;
}

function replaceValue(text: string, mode: Mode): string | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return undefined;
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === "mode") as
    | Pair<Scalar, Scalar | null>
    | undefined;
  if (!pair) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}mode: ${mode}\n`;
  const range = pair.value?.range;
  if (!range) return undefined;
  const [start, end] = range;
  const old = text.slice(start, end);
  const gap = start === end && text[start - 1] === ":" ? " " : "";
  const quote = /^["']/.exec(old)?.[0] ?? "";
  return `${text.slice(0, start)}${gap}${quote}${mode}${quote}${text.slice(end)}`;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string): Fields | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const fields: unknown = document.toJS();
  return isFields(fields) && fields.kind === "KubeProxyConfiguration" ? fields : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
