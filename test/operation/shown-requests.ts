// What an API server received, held against what people had approved.
import { type ApiCall, type Call, sayCall } from "#src/base/call.ts";
import type { Json } from "#src/base/json.ts";
import { covers } from "#src/operation/covers.ts";
import type { Operation } from "#src/operation/operation.ts";
import { isChange, type RequestRecord } from "../../playground/cluster/target.ts";

/** The changes among the requests that no call on the operation's card covers: method, path, query and body. */
export function unshown(requests: readonly RequestRecord[], { id, plan }: Operation): readonly string[] {
  const calls = plan.steps.flatMap((step) =>
    step.calls.filter((call): call is Call => typeof call !== "string"),
  );
  const known = new Map([["this operation", id]]);
  return requests
    .filter(({ verb }) => isChange(verb))
    .filter((each) => !isOurQuery(each) || !calls.some((call) => covers(call, callIn(each), known)))
    .map((each) => `${sayCall(callIn(each))}${each.query}`);
}

function isOurQuery({ method, query }: RequestRecord): boolean {
  return query === (method === "DELETE" ? "" : "?fieldManager=wheelhouse");
}

function callIn({ method, path, body }: RequestRecord): ApiCall {
  // The simulator takes nothing but these, and JSON.
  return { at: "api", method: method as ApiCall["method"], path, body: JSON.parse(body) as Json };
}
