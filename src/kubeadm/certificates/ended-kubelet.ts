// A kubelet whose client certificates have all ended: it cannot log in, so it cannot ask for another one either.
import { RefusedError } from "#src/base/errors.ts";
import type { Look } from "./look.ts";

export type EndedClient = {
  readonly node: string;
  readonly server: string;
  /** Epoch milliseconds. */
  readonly until: number;
};

/** Undefined where one is good still, or there is none. @throws RefusedError where its files do not say whose it is */
export function endedClient({ found, host, server }: Look, now: number): EndedClient | undefined {
  const clients = found.filter(({ name }) => name.startsWith("kubelet client"));
  const [own] = clients;
  if (!own || clients.some(({ certificate }) => certificate.until > now)) return undefined;
  const node = /CN=system:node:([^\n,]+)/.exec(own.certificate.subject)?.[1];
  if (node !== undefined && server !== undefined) return { node, server, until: own.certificate.until };
  throw new RefusedError(
    `The kubelet's certificate on ${host} has ended, and its kubelet.conf does not say which node and which API server it is for.`,
  );
}
