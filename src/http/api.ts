// The HTTP API of openapi.yaml: records to read, and a line to post. What a token may do is asked here; nothing here decides about anything.
import type { RequestListener } from "node:http";
import type { Clock } from "#src/base/clock.ts";
import {
  BotError,
  DeniedError,
  RefusedError,
  StepError,
  UnreachableError,
  UsageError,
} from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Answer } from "#src/card/answer.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { State as IncidentState } from "#src/incident/transitions.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import type { Operation, State } from "#src/operation/operation.ts";
import { answerIn, incidentIn, operationIn, rowIn } from "./api-records.ts";
import { bodyOf, queryOf } from "./document.ts";
import { createDoor, type Reply } from "./door.ts";
import type { operations } from "./openapi.generated.ts";
import type { Known } from "./tokens.ts";

export type ApiToken = Known & {
  readonly role: "viewer" | "operator" | "admin";
  readonly clusters: readonly string[];
};

type Wanted<State> = { readonly cluster: string; readonly states?: readonly State[]; readonly limit: number };

export type ApiParts = {
  readonly tokens: readonly ApiToken[];
  readonly incidents: (wanted: Wanted<IncidentState>) => Promise<readonly Incident[]>;
  readonly operations: (wanted: Wanted<State>) => Promise<readonly Operation[]>;
  readonly audit: (wanted: { readonly after: number }) => AsyncIterable<AuditRow>;
  /** @throws BotError in words for whoever wrote the line */
  readonly serve: (
    token: ApiToken,
    line: string,
  ) => Promise<{ readonly answer: Answer } | { readonly operation: Operation }>;
  /** Takes secrets out of every text. */
  readonly redact: <T>(value: T) => T;
  readonly clock: Clock;
  readonly log: Log;
};

type Asked = { readonly token: ApiToken; readonly body: unknown; readonly url: URL };
type Query<Id extends "incidents" | "operations" | "audit"> = NonNullable<
  operations[Id]["parameters"]["query"]
>;

/** How many rows of the audit are read for one answer, however few of them are about the token's clusters. */
const mostRead = 10_000;

export function createApi(parts: ApiParts): Readonly<Record<string, RequestListener>> {
  return {
    "/api/incidents": door("GET", readIncidents(parts)),
    "/api/operations": door("GET", readOperations(parts)),
    "/api/audit": door("GET", readAudit(parts)),
    "/api/lines": door("POST", postLine(parts)),
  };

  function door(method: "GET" | "POST", answer: (asked: Asked) => Promise<Reply>): RequestListener {
    const { tokens, clock, log, redact } = parts;
    const said = async (asked: Asked): Promise<Reply> => {
      const reply = await answer(asked).catch(failureOf);
      return { ...reply, body: redact(reply.body) };
    };
    return createDoor({ method, tokens, clock, log, answer: said });
  }
}

function readIncidents({ incidents }: ApiParts) {
  const read = queryOf("incidents");
  return async ({ token, url }: Asked): Promise<Reply> => {
    // As the document says, which has just held it to that.
    const query = read(url.searchParams) as Query<"incidents"> | undefined;
    if (!query) return wrongQuery;
    const found = await ofClusters(token, query, incidents);
    return { status: 200, body: { incidents: newest(found, ({ since }) => since, query).map(incidentIn) } };
  };
}

function readOperations({ operations }: ApiParts) {
  const read = queryOf("operations");
  return async ({ token, url }: Asked): Promise<Reply> => {
    const query = read(url.searchParams) as Query<"operations"> | undefined;
    if (!query) return wrongQuery;
    const found = await ofClusters(token, query, operations);
    const born = ({ proposedAt }: Operation) => proposedAt;
    return { status: 200, body: { operations: newest(found, born, query).map(operationIn) } };
  };
}

function readAudit({ audit }: ApiParts) {
  const read = queryOf("audit");
  return async ({ token, url }: Asked): Promise<Reply> => {
    if (token.role !== "admin") throw new DeniedError("The audit is for admins.");
    const query = read(url.searchParams) as Query<"audit"> | undefined;
    if (!query) return wrongQuery;
    const { limit = 100, after = 0 } = query;
    const rows: AuditRow[] = [];
    let last = after;
    for await (const row of audit({ after })) {
      last = row.seq;
      if (row.cluster !== undefined && token.clusters.includes(row.cluster)) rows.push(row);
      if (rows.length >= limit || last - after >= mostRead) break;
    }
    return { status: 200, body: { rows: rows.map(rowIn), after: last } };
  };
}

function postLine({ serve }: ApiParts) {
  const schema = bodyOf("lines");
  return async ({ token, body }: Asked): Promise<Reply> => {
    const read = schema.safeParse(body);
    if (!read.success) return { status: 400, body: { error: "The body must be { line }." } };
    const { line } = read.data as operations["lines"]["requestBody"]["content"]["application/json"];
    const served = await serve(token, line);
    if ("operation" in served) return { status: 202, body: { operation: operationIn(served.operation) } };
    return { status: 200, body: { answer: answerIn(served.answer) } };
  };
}

const wrongQuery: Reply = { status: 400, body: { error: "The query is not what openapi.yaml describes." } };

type Listing<State> = { readonly cluster?: string; readonly state?: State; readonly limit?: number };

async function ofClusters<State, Found>(
  { clusters }: ApiToken,
  { cluster, state, limit = 100 }: Listing<State>,
  list: (wanted: Wanted<State>) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  if (cluster !== undefined && !clusters.includes(cluster))
    throw new DeniedError(`This token is not for a cluster "${cluster}".`);
  const wanted = { limit, ...(state === undefined ? {} : { states: [state] }) };
  const asked = cluster === undefined ? clusters : [cluster];
  return (await Promise.all(asked.map((each) => list({ ...wanted, cluster: each })))).flat();
}

function newest<Found>(
  found: readonly Found[],
  born: (each: Found) => number,
  { limit = 100 }: Listing<unknown>,
): readonly Found[] {
  return found.toSorted((one, other) => born(other) - born(one)).slice(0, limit);
}

/** By who must act; what is nobody's in words is a bug of ours, and the door's business. */
function failureOf(error: unknown): Reply {
  if (!(error instanceof BotError)) throw error;
  const { message, hint } = error;
  return { status: statusOf(error), body: { error: message, ...(hint === undefined ? {} : { hint }) } };
}

function statusOf(error: BotError): number {
  if (error instanceof UsageError) return 400;
  if (error instanceof DeniedError) return 403;
  if (error instanceof RefusedError || error instanceof StepError) return 409;
  return error instanceof UnreachableError ? 503 : 500;
}
