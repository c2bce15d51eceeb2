// Which signatures some evidence shows, the most telling first. Pure.
import type { Signature, Source } from "./signature.ts";

/** Text that was read somewhere: a log, the events of a pod, a condition's message. */
export type Evidence = {
  readonly source: Source;
  /** What it is about, in people's words: `events of pod shop/web-0`, `kubelet on pi-1`. */
  readonly of: string;
  readonly text: string;
};

export type Finding = {
  readonly signature: Signature;
  /** The line that shows it: untrusted. */
  readonly line: string;
  readonly of: string;
  /** How many lines show it. */
  readonly times: number;
  /** `sure`: this very program writes that; `likely`: it was read elsewhere, or the signature is a general one. */
  readonly certainty: "sure" | "likely";
};

/** What comes before what, where several show: the cause before its consequences. */
const precedence = [
  /^kubelet\/x509-notyet$|^host\/ntp$/,
  /nospace|enospc|disk|imagegc|low-resource|readonly|ioerr/,
  /x509|cert|expired/,
  /^join\//,
  /^kubelet\//,
  /^container\/|runtime|cri/,
  /^etcd\//,
  /^api-server\//,
  /^kube-proxy\//,
  /^network\//,
  /^image\//,
];
const longestLine = 4_000;
const mostLines = 5_000;

/** Colours and cursor movements of terminals. */
const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");

export function match(signatures: readonly Signature[], all: readonly Evidence[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const evidence of all) {
    for (const line of linesOf(evidence.text)) {
      for (const signature of shown(signatures, evidence.source, line)) {
        const before = found.get(signature.id);
        found.set(signature.id, {
          ...(before ?? { signature, line, of: evidence.of, certainty: certaintyOf(signature, evidence) }),
          times: (before?.times ?? 0) + 1,
        });
      }
    }
  }
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** The newest lines, where there are too many. */
function linesOf(text: string): readonly string[] {
  return text
    .replace(ansi, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-mostLines)
    .map((line) => line.slice(0, longestLine));
}

function shown(signatures: readonly Signature[], source: Source, line: string): readonly Signature[] {
  const all = signatures.filter(
    ({ regex, unless, where }) =>
      isFrom(source, where) && regex.test(line) && !(unless !== undefined && line.includes(unless)),
  );
  const specific = all.filter(({ generic }) => !generic);
  return specific.length > 0 ? specific : all;
}

/** What any log may say is looked for in every one; a message in a status is often what an event said. */
function isFrom(source: Source, where: readonly Source[]): boolean {
  if (where.includes(source) || where.includes("log")) return true;
  if (source === "status" || source === "event") return where.includes("status") || where.includes("event");
  return source === "log" && where.some((each) => logged.has(each));
}

/** Programs whose log may have been read as that of some container. */
const logged: ReadonlySet<Source> = new Set(["kube-proxy", "etcd", "control-plane", "cni", "coredns"]);

function certaintyOf({ generic, where }: Signature, { source }: Evidence): Finding["certainty"] {
  return !generic && where.includes(source) ? "sure" : "likely";
}

function rank({ signature, certainty }: Finding): number {
  const at = precedence.findIndex((each) => each.test(signature.id));
  return (
    (at === -1 ? precedence.length : at) + (signature.generic ? 100 : 0) + (certainty === "sure" ? 0 : 50)
  );
}
