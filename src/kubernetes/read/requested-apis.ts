// Deprecated APIs that somebody has asked the API server for since it started: its own gauge of them.
import type { ApiServer } from "../connection/request.ts";
import type { RequestedApi } from "../facts.ts";
import { nonResourcePaths } from "../resources.ts";
import { readSamples } from "./samples.ts";

/** Stable since 1.31 (kubernetes.io, metrics reference); 1 once somebody has asked, until the server is started anew. */
const requested = "apiserver_requested_deprecated_apis";

export async function readRequestedApis(
  api: ApiServer,
  signal: AbortSignal,
): Promise<readonly RequestedApi[]> {
  const samples = await readSamples(api, nonResourcePaths.metrics, { names: [requested], signal });
  return samples
    .filter(({ value }) => value > 0)
    .map(({ labels: { group = "", version = "", resource = "", subresource, removed_release } }) => ({
      ...{ group, version, removedRelease: removed_release ?? "" },
      resource: subresource ? `${resource}/${subresource}` : resource,
    }));
}
