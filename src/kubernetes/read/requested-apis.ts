// Deprecated APIs that somebody has asked the API server for since it started: its own gauge of them.
import type { ApiServer } from "../connection/request.ts";
import { nonResourcePaths } from "../resources.ts";
import { readSamples } from "./samples.ts";

export type RequestedApi = {
  /** `autoscaling`; "" of the core group. */
  readonly group: string;
  readonly version: string;
  /** With its subresource, where it has one: `pods/eviction`. */
  readonly resource: string;
  /** `1.38`: the first release without it; "" where none has been set. */
  readonly removedRelease: string;
};

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
