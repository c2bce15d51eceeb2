// What a real API server heard from the bot, held against what people had approved: by the comparison of the kill table, which is not the fence's.
import type { Json } from "#src/base/json.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { RequestRecord } from "../../../playground/cluster/target.ts";
import { unshown } from "../../operation/shown-requests.ts";
import type { AuditEvent } from "../cluster/audit-log.ts";

/** Those that no call of an operation covers that had been approved and was not over, as lines. */
export function unapproved(
  events: readonly AuditEvent[],
  operations: readonly Operation[],
): readonly string[] {
  return events.flatMap((event) => {
    const request = requestIn(event);
    const lines = operations
      .filter((each) => isUnderWay(each, event))
      .map((each) => unshown([request], each));
    return lines.some(({ length }) => length === 0)
      ? []
      : [lines[0]?.[0] ?? `${request.method} ${event.requestURI}`];
  });
}

function isUnderWay({ votes, startedAt, endedAt }: Operation, event: AuditEvent): boolean {
  const at = Date.parse(event.requestReceivedTimestamp);
  const approvedAt = Math.min(...votes.filter(({ verdict }) => verdict === "approve").map((vote) => vote.at));
  return startedAt !== undefined && approvedAt <= at && at <= (endedAt ?? Number.POSITIVE_INFINITY);
}

const methods: Readonly<Record<string, string>> = {
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
};

function requestIn({
  verb,
  requestURI,
  objectRef,
  requestObject,
  responseStatus,
}: AuditEvent): RequestRecord {
  const [path = "", query] = requestURI.split(/(?=\?)/);
  const method = methods[verb] ?? verb;
  return {
    ...{ method, verb, path, query: query ?? "", code: responseStatus?.code },
    ...{
      group: objectRef?.apiGroup ?? "",
      resource: objectRef?.resource ?? "",
      subresource: objectRef?.subresource ?? "",
    },
    ...{ namespace: objectRef?.namespace ?? "", name: objectRef?.name ?? "" },
    body: JSON.stringify(method === "PATCH" ? requestObject : asSent(requestObject ?? null)),
  };
}

/** The API server writes its own type down, with the fields that every object has and nobody sent: empty ones say nothing. */
function asSent(value: Json): Json {
  // Where an API server writes down how it calls DeleteOptions within itself.
  if (value === "meta.k8s.io/__internal") return "v1";
  if (Array.isArray(value)) return value.map(asSent);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, item]) => [key, asSent(item ?? null)] as const);
  const { data, ...sent } = Object.fromEntries(fields.filter(([, item]) => !isEmpty(item)));
  if (sent.kind === "Secret" && data !== undefined) return { ...sent, stringData: asText(data) };
  return data === undefined ? sent : { ...sent, data };
}

/** Of a Secret that was written as text it keeps the bytes. */
function asText(data: Json): Json {
  const texts = Object.entries(data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, "base64").toString(),
  ]);
  return Object.fromEntries(texts);
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
