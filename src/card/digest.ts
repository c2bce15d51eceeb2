// What a digest tells of: incidents, changes and certificates, over a span of time.
import { shorten, span } from "#src/base/text.ts";
import { ending, sayEnd } from "#src/incident/expiring.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Readings } from "#src/kubernetes/probes.ts";
import { approvalsOf, type Operation } from "#src/operation/operation.ts";
import type { Part } from "./answer.ts";
import type { Sentence } from "./card.ts";
import { headlineOf, namesOf } from "./operation-words.ts";

export type Digest = {
  readonly fired: number;
  readonly open: readonly Incident[];
  readonly over: readonly Incident[];
  readonly changes: readonly Operation[];
  /** Undefined when nobody has read them lately. */
  readonly ends: readonly string[] | undefined;
};

type Given = {
  readonly incidents: readonly Incident[];
  readonly operations: readonly Operation[];
  readonly probes: Readings;
  readonly cluster: string;
  readonly since: number;
  readonly now: number;
};

export function digestOf({ incidents, operations, probes, cluster, since, now }: Given): Digest {
  // Of what had no message, being explained by another, silenced or a drill, nobody need hear now.
  const told = incidents.filter(({ toldAs, drill }) => toldAs !== undefined && !drill);
  return {
    fired: told.filter(({ firedAt = 0 }) => firedAt >= since).length,
    open: told.filter(({ state }) => state !== "resolved"),
    over: told.filter(({ state, endedAt = 0 }) => state === "resolved" && endedAt >= since),
    changes: operations.filter(
      (each) => each.cluster === cluster && Math.max(each.startedAt ?? 0, endOfRun(each)) >= since,
    ),
    ends: endsSoon(probes, now),
  };
}

export function digestParts({ open, over, changes, ends }: Digest, now: number): readonly Part[] {
  const parts: readonly Part[] = [
    { kind: "sentences", title: "Open now", sentences: open.map((each) => openLine(each, now)) },
    { kind: "sentences", title: "Over", sentences: over.map(overLine) },
    { kind: "list", title: "Ends within 30 days", lines: ends ?? ["Certificates could not be read lately."] },
    { kind: "sentences", title: "Changed", sentences: changes.map(changeLine) },
  ];
  return parts.filter(
    (part) =>
      (part.kind === "sentences" && part.sentences.length > 0) ||
      (part.kind === "list" && part.lines.length > 0),
  );
}

/** What never ran has changed nothing. */
function endOfRun({ startedAt, endedAt = 0 }: Operation): number {
  return startedAt === undefined ? 0 : endedAt;
}

function endsSoon({ certificates }: Readings, now: number): readonly string[] | undefined {
  if (!certificates || !("value" in certificates) || now > certificates.until) return undefined;
  return ending(certificates.value, 30, now).map(
    ({ of, at, until }) => `The certificate of the ${of} at ${at} ${sayEnd(until, now)}`,
  );
}

function openLine({ id, summary, since, acknowledged }: Incident, now: number): Sentence {
  const taken: Sentence = acknowledged ? [", taken by ", { who: acknowledged.by }] : [", taken by nobody"];
  return [shorten(summary, 200), ...taken, ` (${id}, for ${span(now - since)})`];
}

function overLine({ id, summary, since, endedAt = since }: Incident): Sentence {
  return [shorten(summary, 200), ` (${id}, it lasted ${span(endedAt - since)})`];
}

function changeLine(operation: Operation): Sentence {
  const approvers = approvalsOf(operation).map(({ by }) => by);
  return [
    ...[headlineOf(operation), ": asked by ", { who: operation.by }],
    ...(approvers.length > 0 ? [", approved by ", ...namesOf(approvers)] : []),
    ` (${operation.id})`,
  ];
}
