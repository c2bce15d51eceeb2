// Records as the API gives them: what openapi.yaml promises and no more, so that what we keep may change.
import type { Answer, Part } from "#src/card/answer.ts";
import { plainOf } from "#src/card/sentence.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { components } from "./openapi.generated.ts";

type Schemas = components["schemas"];

export function incidentIn(incident: Incident): Schemas["Incident"] {
  const { id, cluster, alert, subject, severity, summary, remedies, state, flaps } = incident;
  const { since, firedAt, endedAt, acknowledged, explainedBy, cause, drill } = incident;
  return {
    ...{ id, cluster, alert, subject, severity, summary, remedies: [...remedies], state, flaps },
    since: moment(since),
    ...(firedAt === undefined ? {} : { firedAt: moment(firedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: moment(endedAt) }),
    ...(acknowledged ? { acknowledgedBy: acknowledged.by } : {}),
    ...(explainedBy === undefined ? {} : { explainedBy }),
    ...(cause ? { cause: cause.words } : {}),
    ...(drill ? { drill } : {}),
  };
}

export function operationIn(operation: Operation): Schemas["Operation"] {
  const { id, cluster, line, by, reason, state, plan, approvalsNeeded, votes } = operation;
  const { proposedAt, expiresAt, startedAt, endedAt, ending } = operation;
  const { title, target, risk } = plan;
  return {
    ...{ id, cluster, line, by, state, title, target, risk, approvalsNeeded },
    ...(reason === undefined ? {} : { reason }),
    votes: votes.map((vote) => ({ by: vote.by, verdict: vote.verdict, at: moment(vote.at) })),
    proposedAt: moment(proposedAt),
    expiresAt: moment(expiresAt),
    ...(startedAt === undefined ? {} : { startedAt: moment(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: moment(endedAt) }),
    ...(ending ? { ending: ending.words } : {}),
  };
}

export function rowIn(row: AuditRow): Schemas["AuditRow"] {
  const { seq, at, event, by, cluster, operation, details, previous, hash } = row;
  return {
    ...{ seq, at, event, details, previous, hash },
    ...(by === undefined ? {} : { by }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(operation === undefined ? {} : { operation }),
  };
}

/** The cells of a table are words. */
function partIn(part: Part): Schemas["Answer"]["parts"][number] {
  if (part.kind !== "table") return { ...part };
  const { columns, rows } = part.table;
  return { ...part, table: { columns, rows: rows.map((row) => row.map(plainOf)) } };
}

/** Without its buttons, which are for people. */
export function answerIn({ headline, tone, parts, file, freshness }: Answer): Schemas["Answer"] {
  return {
    ...{ headline, tone },
    parts: parts.map(partIn),
    ...(file ? { file: { name: file.name, content: file.content } } : {}),
    ...(freshness?.asOf === undefined ? {} : { asOf: moment(freshness.asOf) }),
  };
}

function moment(at: number): string {
  return new Date(at).toISOString();
}
