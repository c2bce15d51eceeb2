// The size of etcd's database, as the API server measures it: etcd's own metrics are on the loopback of its host.
import type { ApiServer } from "../connection/request.ts";
import { nonResourcePaths } from "../resources.ts";
import { readSamples } from "./samples.ts";

/** Stable since 1.28: what is allocated on disk, which is what etcd's quota is about. */
const size = "apiserver_storage_size_bytes";

export async function readStorageSizes(api: ApiServer, signal: AbortSignal): Promise<readonly number[]> {
  const samples = await readSamples(api, nonResourcePaths.metrics, { names: [size], signal });
  return samples.map(({ value }) => value);
}
