// A kubeconfig as kubeadm and most people write it, read without client-node: half a second and 85 MB of a child process less.
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { parse } from "yaml";
import { z } from "zod";
import type { CredentialsRequest, Endpoint } from "./endpoint.ts";

const words = z.string().min(1);

/** Strict, as whatever else may stand there means something to client-node. */
const cluster = z.strictObject({
  server: z.url({ protocol: /^https$/ }),
  "certificate-authority-data": words.optional(),
  "certificate-authority": words.optional(),
  "tls-server-name": words.optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
});
const user = z.strictObject({
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  "client-certificate-data": words.optional(),
  "client-certificate": words.optional(),
  "client-key-data": words.optional(),
  "client-key": words.optional(),
});
const context = z.looseObject({ cluster: words, user: words });

const kubeconfig = z.looseObject({
  "current-context": z.string().optional(),
  contexts: z.array(z.looseObject({ name: words, context: z.looseObject({ cluster: words }) })),
  clusters: z.array(z.looseObject({ name: words, cluster: z.looseObject({ server: words }) })),
  users: z.array(z.looseObject({ name: words, user: z.unknown() })),
});

/** Undefined for anything that is not plain or not right: client-node knows what it means, or says what is wrong. */
export async function readPlainKubeconfig(request: CredentialsRequest): Promise<Endpoint | undefined> {
  const { kubeconfig: path, inCluster } = request;
  if (path === undefined || inCluster) return undefined;
  try {
    return await endpointIn(path, request.context);
  } catch {
    return undefined;
  }
}

async function endpointIn(path: string, wanted: string | undefined): Promise<Endpoint> {
  // What comes through a pipe can be read only once.
  if (!(await stat(path)).isFile()) throw new Error("not a file");
  const config = kubeconfig.parse(parse(await readFile(path, "utf8")));
  const chosen = context.parse(only(config.contexts, wanted ?? config["current-context"]).context);
  const at = cluster.parse(only(config.clusters, chosen.cluster).cluster);
  const as = user.parse(only(config.users, chosen.user).user);
  const beside = (file: string) => resolve(dirname(path), file);
  const secured = {
    ca: await pem(at["certificate-authority"], at["certificate-authority-data"], beside),
    cert: await pem(as["client-certificate"], as["client-certificate-data"], beside),
    key: await pem(as["client-key"], as["client-key-data"], beside),
  };
  createSecureContext(secured);
  return {
    server: at.server.replace(/\/$/, ""),
    proxy: undefined,
    ...secured,
    servername: at["tls-server-name"],
    rejectUnauthorized: at["insecure-skip-tls-verify"] !== true,
    headers: as.token === undefined ? {} : { Authorization: `Bearer ${as.token}` },
  };
}

function only<T extends { readonly name: string }>(all: readonly T[], name: string | undefined): T {
  const [found, ...others] = all.filter((each) => each.name === name);
  if (!found || others.length > 0) throw new Error("not one of that name");
  return found;
}

async function pem(
  file: string | undefined,
  encoded: string | undefined,
  beside: (file: string) => string,
): Promise<string | undefined> {
  if (file !== undefined) return readFile(beside(file), "utf8");
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}
