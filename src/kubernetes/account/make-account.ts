// Makes the ServiceAccount that Wheelhouse works with, and the kubeconfig of it.
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Endpoint } from "../connection/endpoint.ts";
import type { Person } from "./connect-person.ts";
import { type Manifest, nameOf, pathOf } from "./manifests.ts";

/** What an application of one object would come to. */
export type Fate = "new" | "changed" | "as it is";

/** Reads, and changes nothing. */
export async function foresee(person: Person, manifest: Manifest): Promise<Fate> {
  const found = await person.find(`look at ${nameOf(manifest)}`, pathOf(manifest));
  if (found === undefined) return "new";
  return holds(found, manifest) ? "as it is" : "changed";
}

/** Server-side apply: the second time it changes nothing. */
export async function applyManifest(person: Person, manifest: Manifest): Promise<void> {
  const path = `${pathOf(manifest)}?fieldManager=wheelhouse-setup&force=true`;
  const sent = {
    method: "PATCH",
    contentType: "application/apply-patch+yaml", // which JSON is, too
    body: JSON.stringify(manifest),
  } as const;
  await person.ask(`apply ${nameOf(manifest)}`, path, sent);
}

const TokenRequest = z.object({
  status: z.object({ token: z.string().min(1), expirationTimestamp: z.iso.datetime({ offset: true }) }),
});

export type AccountToken = { readonly token: string; readonly endsAt: number };

const yearSeconds = 365 * 86_400;

/** For a year, or for as long as the API server allows. */
export async function requestToken(person: Person, account: Manifest): Promise<AccountToken> {
  const spec = { expirationSeconds: yearSeconds };
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec });
  const what = `make a token of ${nameOf(account)}`;
  const sent = { method: "POST", contentType: "application/json", body } as const;
  const { status } = TokenRequest.parse(await person.ask(what, `${pathOf(account)}/token`, sent));
  return { token: status.token, endsAt: Date.parse(status.expirationTimestamp) };
}

/** The text of a kubeconfig; it holds the token. */
export function kubeconfigOf(cluster: string, endpoint: Endpoint, token: string): string {
  const { server, ca, proxy, servername, rejectUnauthorized } = endpoint;
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: cluster,
          cluster: {
            server,
            "certificate-authority-data": ca && Buffer.from(ca).toString("base64"),
            "tls-server-name": servername,
            "proxy-url": proxy,
            "insecure-skip-tls-verify": rejectUnauthorized ? undefined : true,
          },
        },
      ],
      users: [{ name: "wheelhouse", user: { token } }],
      contexts: [{ name: cluster, context: { cluster, user: "wheelhouse" } }],
      "current-context": cluster,
    },
    undefined,
    2,
  )}\n`;
}

/** Whether all of `wanted` is in what was found; lists are compared whole. The server has an order of keys of its own. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted))
    return isDeepStrictEqual(found, wanted);
  return Object.entries(wanted).every(([key, value]) =>
    holds((found as Record<string, unknown>)?.[key], value),
  );
}
