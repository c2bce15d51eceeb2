// The reads of listed.ts, of one API server.
import type { ApiServer } from "../connection/request.ts";
import { type ListedReads, listed } from "./listed.ts";
import { readList } from "./read-json.ts";
import type { Tell } from "./tell-reading.ts";

type Options = { readonly cluster: string; readonly api: ApiServer; readonly told: Tell };

export function createListReads({ cluster, api, told }: Options): ListedReads {
  const reads = Object.entries(listed).map(([name, { resource, project }]) => {
    const list = async (namespace: string | undefined, signal: AbortSignal) => {
      // The border: each path serves one type, of which only optional fields are read.
      const one = project as (object: unknown) => unknown;
      return (await readList(api, { resource, namespace, project: one }, signal)).flat();
    };
    const read = (namespace: string | undefined, signal: AbortSignal) =>
      told(`${name} on ${cluster}`, signal, list(namespace, signal));
    return [name, read] as const;
  });
  return Object.fromEntries(reads) as unknown as ListedReads; // Each row of the table makes the records of its name.
}
