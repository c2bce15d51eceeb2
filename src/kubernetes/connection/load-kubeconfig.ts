// A child process: loads one kubeconfig with client-node, sends what a connection needs to its parent, and ends.
//
// client-node costs 85 MB and half a second of import, and its exec plugins and OIDC refreshes run when they like, so
// none of it lives in the bot's process. The only file that imports @kubernetes/client-node.
import { readFileSync } from "node:fs";
import { validateHeaderValue } from "node:http";
import type { RequestOptions } from "node:https";
import { dirname, resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { type Cluster, type Context, KubeConfig, type User } from "@kubernetes/client-node";
import { parse } from "yaml";
import type { CredentialsAnswer, CredentialsProblem, CredentialsRequest, Endpoint } from "./endpoint.ts";

/** What a connection needs, or why there is none; never throws. In the bot only as a child process. */
export async function loadKubeconfig(request: CredentialsRequest): Promise<CredentialsAnswer> {
  try {
    const selected = select(read(request), request.context);
    const endpoint = await endpointOf(selected);
    checkUsable(endpoint);
    return { endpoint };
  } catch (error) {
    return { problem: error instanceof ProblemError ? error.problem : problemOf(error) };
  }
}

if (import.meta.main) {
  process.once("message", async (request: CredentialsRequest) => {
    process.send?.(await loadKubeconfig(request), () => process.exit());
  });
  process.once("disconnect", () => process.exit());
}

/** Carries what failed to the parent, which has the words for it. */
class ProblemError extends Error {
  readonly problem: CredentialsProblem;

  constructor(problem: CredentialsProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

function read({ kubeconfig, inCluster }: CredentialsRequest): KubeConfig {
  const config = new KubeConfig();
  if (inCluster) {
    if (!process.env.KUBERNETES_SERVICE_HOST) throw new ProblemError({ kind: "not-in-cluster" });
    config.loadFromCluster();
  } else if (kubeconfig === undefined) {
    config.loadFromDefault();
  } else {
    config.loadFromFile(kubeconfig);
    readTokenFiles(config, kubeconfig);
  }
  return config;
}

// client-node looks for `token-file`, but the key that kubectl writes is `tokenFile`, relative to the kubeconfig.
function readTokenFiles(config: KubeConfig, path: string): void {
  const raw = parse(readFileSync(path, "utf8")) as RawConfig;
  for (const [index, user] of config.users.entries()) {
    const tokenFile = raw.users?.[index]?.user?.tokenFile;
    if (typeof tokenFile !== "string") continue;
    config.users[index] = { ...user, token: readFileSync(resolve(dirname(path), tokenFile), "utf8") };
  }
}

type RawConfig = { readonly users?: readonly { readonly user?: { readonly tokenFile?: unknown } }[] };
type Selected = { readonly config: KubeConfig; readonly cluster: Cluster; readonly user: User };

function select(config: KubeConfig, wanted: string | undefined): Selected {
  const name = wanted ?? config.getCurrentContext() ?? "";
  const context = config.getContextObject(name);
  const known = config.getContexts().map((each) => each.name);
  if (!context) throw new ProblemError({ kind: "unknown-context", context: name, known });
  config.setCurrentContext(name);
  const cluster = config.getCluster(context.cluster);
  if (!cluster) throw new ProblemError({ kind: "unknown-cluster", name: context.cluster });
  return { config, cluster, user: selectUser(config, context) };
}

function selectUser(config: KubeConfig, context: Context): User {
  const user = context.user ? config.getUser(context.user) : null;
  if (user) return user;
  if (context.user) throw new ProblemError({ kind: "unknown-user", name: context.user });
  // Without any user client-node would also leave out the cluster's CA.
  const nobody: User = { name: "nobody" };
  config.users = [...config.users, nobody];
  config.contexts = config.contexts.map((each) =>
    each.name === context.name ? { ...each, user: "nobody" } : each,
  );
  return nobody;
}

async function endpointOf({ config, cluster, user }: Selected): Promise<Endpoint> {
  tellPlugin(config, user, cluster);
  const options = await apply(config, cluster, user);
  return {
    server: cluster.server,
    proxy: cluster.proxyUrl,
    ca: pem(options.ca),
    cert: pem(options.cert),
    key: pem(options.key),
    servername: options.servername,
    rejectUnauthorized: options.rejectUnauthorized ?? true,
    headers: headersOf(options),
  };
}

async function apply(config: KubeConfig, cluster: Cluster, user: User): Promise<RequestOptions> {
  // client-node refuses plain HTTP unless TLS checks are off; whether plain HTTP is allowed is decided in request.ts.
  const plain = cluster.server.startsWith("http:");
  if (plain) {
    config.clusters = config.clusters.map((each) =>
      each === cluster ? { ...each, skipTLSVerify: true } : each,
    );
  }
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ProblemError(pluginProblem(user, error) ?? problemOf(error));
  }
  return options;
}

// Plugins expect what kubectl tells them; client-node tells them nothing.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
function tellPlugin(config: KubeConfig, user: User, cluster: Cluster): void {
  if (!user.exec) return;
  const told = {
    apiVersion: user.exec.apiVersion,
    kind: "ExecCredential",
    spec: { interactive: false, ...(user.exec.provideClusterInfo && { cluster: clusterInfo(cluster) }) },
  };
  const env = [...(user.exec.env ?? []), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(told) }];
  config.users = config.users.map((each) =>
    each === user ? { ...each, exec: { ...each.exec, env } } : each,
  );
}

function clusterInfo({ server, caData, tlsServerName, skipTLSVerify }: Cluster): object {
  return {
    server,
    "certificate-authority-data": caData,
    "tls-server-name": tlsServerName,
    "insecure-skip-tls-verify": skipTLSVerify,
  };
}

function headersOf({ headers, auth }: RequestOptions): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  // A token read from a file often ends with a line break, which no header may hold.
  for (const [name, value] of Object.entries(headers ?? {})) result[name] = String(value).trim();
  if (auth) result.Authorization = `Basic ${Buffer.from(auth).toString("base64")}`;
  return result;
}

function pem(value: RequestOptions["ca"] | RequestOptions["key"]): string | undefined {
  return value == null ? undefined : String(value);
}

function checkUsable({ server, headers, ca, cert, key }: Endpoint): void {
  // kubectl takes "10.0.0.10:6443" too, but as plain HTTP, which is never meant.
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new ProblemError({ kind: "bad-server", server });
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderValue(name, value)) throw new ProblemError({ kind: "bad-token" });
  }
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw new ProblemError({ kind: "bad-certificate", detail: codeOf(error) });
  }
}

function isHeaderValue(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function pluginProblem(user: User, error: unknown): CredentialsProblem | undefined {
  const command: unknown = user.exec?.command ?? user.authProvider?.name;
  if (typeof command !== "string") return undefined;
  const notStarted =
    error instanceof Error && "syscall" in error && String(error.syscall).startsWith("spawn");
  if (notStarted) return { kind: "plugin-not-found", command };
  return {
    kind: "plugin-failed",
    command,
    detail: error instanceof Error ? error.message.slice(0, 500) : "",
  };
}

function problemOf(error: unknown): CredentialsProblem {
  if (!(error instanceof Error)) return { kind: "invalid", detail: String(error) };
  if ("path" in error && typeof error.path === "string") {
    return { kind: "unreadable-file", path: error.path, code: codeOf(error) };
  }
  // Its message quotes the file, keys and all; its reason and line do not.
  if (error.name === "YAMLException") return { kind: "not-yaml", detail: yamlReason(error) };
  return { kind: "invalid", detail: error.message.slice(0, 200) };
}

function yamlReason(error: Error & { reason?: unknown; mark?: { line?: unknown } }): string {
  const line = error.mark?.line;
  return typeof line === "number" ? `line ${line + 1}: ${error.reason}` : String(error.reason);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
