// The API server's own word on its version and readiness.

import { readBody } from "../connection/body.ts";
import type { ApiServer } from "../connection/request.ts";
import type { ReadyCheck, ServerHealth } from "../facts.ts";
import { nonResourcePaths } from "../resources.ts";
import { readJson } from "./read-json.ts";

const maxReportBytes = 256 * 1024;

export async function readHealth(
  api: ApiServer,
  now: () => number,
  signal: AbortSignal,
): Promise<ServerHealth> {
  const startedAt = now();
  const version = (await readJson(api, nonResourcePaths.version, signal)) as { gitVersion?: string };
  const latencyMs = now() - startedAt;
  // A server that is not ready says so with 500 and the same report.
  const answer = await api.open(`${nonResourcePaths.ready}?verbose`, {
    accept: "*/*",
    signal,
    alsoFine: [500],
  });
  const report = await readBody(answer, { limitBytes: maxReportBytes, signal });
  return {
    version: version.gitVersion ?? "",
    latencyMs,
    ready: answer.statusCode === 200,
    checks: readChecks(report.toString("utf8")),
  };
}

/** Lines `[+]etcd ok` and `[-]etcd failed: reason withheld`; others are the report's frame. */
export function readChecks(report: string): readonly ReadyCheck[] {
  return report.split("\n").flatMap((line) => {
    const [, sign, name] = /^\[([+-])\](\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, ok: sign === "+" }];
  });
}
