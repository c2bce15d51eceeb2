// What is granted, what the code says it reads, and what the bot really asks for are the same.

import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { type Log, silentLog } from "#src/base/log.ts";
import { argumentsOf, type Pick as Menu } from "#src/command/argument.ts";
import type { Command } from "#src/command/define.ts";
import { loadCommands } from "#src/command/load.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { kubeletProxy, nonResourcePaths, type Resource, resources } from "#src/kubernetes/resources.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import type { RequestRecord } from "../../playground/cluster/target.ts";
import { type Playground, startPlayground } from "../../playground/start.ts";
import { type Unfenced, unfenced } from "../unfenced.ts";
import { type Manifest, type Role, readManifests, rulesOf } from "./deploy-files.ts";

const file = "deploy/base/rbac.yaml";
const roles = readManifests<Role>(file).filter(({ kind }) => kind === "ClusterRole" || kind === "Role");
const reading = roles.filter(({ metadata }) => metadata.name === "wheelhouse");
const acting = roles.filter(({ metadata }) => metadata.name !== "wheelhouse");
const granted = reading.flatMap(grantsOf).toSorted();
const tokens = acting.filter(({ metadata }) => metadata.name === "wheelhouse-tokens");
const listTokens = "list secrets. in kube-system";

/** RBAC asks for it beside the update of an approval; nobody requests it by itself. */
const signer = "approve signers.certificates.k8s.io in * named kubernetes.io/kubelet-serving";

/** Answers are paced by channel. */
const channels = ["C0OPS", "C0ALERTS", "C0GENERAL", "C0RANDOM"];

/** What a query is asked about where it must know: all of it is in the playground's cluster. */
const examples: Readonly<Record<Menu, string>> = {
  node: "cp1",
  pod: "kube-system/etcd-cp1",
  namespace: "kube-system",
  service: "default/kubernetes",
  operation: "op-000000",
  incident: "in-000000",
  silence: "si-000000",
  campaign: "ca-000000",
  command: "node show",
  token: "k7w2ma",
  request: "csr-1",
  workload: "deployment/coredns",
  container: "etcd",
  host: "cp1",
  rule: "nodeNotReady",
};

/** What queries have no use for: plans read it, and steps to prove what they did. */
const readByPlans = [
  "get configmaps. in kube-public named cluster-info kube-root-ca.crt",
  "get deployments.apps in *",
  "get nodes. in *",
  "get statefulsets.apps in *",
];

let playground: Playground | undefined;
afterAll(() => playground?.close());

describe("the roles", () => {
  test("grant every path of the adapter and no other", () => {
    const table = Object.values<Resource>(resources);
    const read = table.flatMap((resource) => resource.verbs.map((verb) => grant(verb, resource)));
    const changed = table.flatMap((resource) =>
      (resource.changes ?? []).map((verb) => grant(verb, resource)),
    );
    const paths = Object.values(nonResourcePaths).map((path) => `get ${path}`);

    expect(granted).toEqual([...new Set([...read, ...paths])].toSorted());
    expect(acting.flatMap(grantsOf).toSorted()).toEqual([...changed, signer].toSorted());
  });

  test("let kubelets be asked by an overlay alone, and for reading alone", () => {
    const overlay = readManifests<Role>("deploy/overlays/kubelets/rbac.yaml");
    expect(overlay.filter(({ kind }) => kind === "ClusterRole").flatMap(grantsOf)).toEqual(
      kubeletProxy.verbs.map((verb) => grant(verb, kubeletProxy)),
    );
    expect(wordsOf(roles)).not.toContain("nodes/proxy");
  });

  test("for reading grant no Secrets, no wildcards and no verb that writes", () => {
    const verbs = reading.flatMap(({ rules }) => rules.flatMap((rule) => rule.verbs));
    expect(verbs.filter((verb) => !/^(get|list|watch)$/.test(verb))).toEqual([]);
    expect(wordsOf(reading).filter((word) => word.includes("*") || word === "secrets")).toEqual([]);
  });

  test("for acting grant no wildcards, and Secrets in kube-system by a role of its own", () => {
    const withSecrets = acting.filter((role) => wordsOf([role]).includes("secrets"));
    expect(withSecrets.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
      ["Role", "kube-system", "wheelhouse-tokens"],
    ]);
    expect(withSecrets[0]?.rules).toHaveLength(1);
    expect(wordsOf(acting).filter((word) => word.includes("*"))).toEqual([]);
  });

  test("are each bound to the bot's account and to nobody else", () => {
    const account = { kind: "ServiceAccount", name: "wheelhouse", namespace: "wheelhouse" };
    const bindings = readManifests<Binding>(file).filter(({ kind }) => kind.endsWith("Binding"));

    expect(bindings.map(({ subjects }) => subjects)).toEqual(bindings.map(() => [account]));
    expect(bindings.map(({ roleRef, metadata }) => [roleRef.kind, roleRef.name, metadata.namespace])).toEqual(
      roles.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace]),
    );
  });
});

describe("a bot with these roles", () => {
  test("answers every query, asks for all that is granted for it and for nothing else", {
    timeout: 150_000,
  }, async () => {
    const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
    // A server that cannot stream lists makes it use both verbs of everything it watches.
    const rules = rulesOf([...reading, ...tokens]);
    const answered: string[] = [];
    const log: Log = {
      ...silentLog,
      info: (event, said) => event === "answered" && answered.push(`${said?.command}`),
    };
    playground = await startPlayground({ cluster: { rules, watchList: false }, log });
    const { workspace, cluster } = playground;

    // Operations read what plans read, which is said above.
    // What is about machines asks nothing of the API server.
    const queries = commands.filter(
      (command) => command.kind === "query" && (command.needs ?? "cluster") === "cluster",
    );
    const asking = queries.map((query, at) =>
      workspace.say({
        as: "U0ANN",
        channel: channels[at % channels.length] ?? "",
        text: `/k8s ${exampleOf(query)}`,
      }),
    );
    await Promise.all(asking);

    // A line that was refused is not answered.
    const paths = queries.map(({ path }) => path.join(" "));
    await expect
      .poll(() => paths.filter((path) => !answered.includes(path)), { timeout: 100_000 })
      .toEqual([]);
    // A watch is opened only after its list was read, so the last one may still be on its way.
    await expect
      .poll(() => [...new Set([...cluster.requests.map(askedFor), ...readByPlans])].toSorted())
      .toEqual([...granted, listTokens].toSorted());
  });
});

describe("the acting roles", () => {
  test("are what every verb needs and no more, and without them each is refused", async () => {
    const cluster = await startCluster({
      rules: rulesOf([...reading, ...acting]),
      controllers: false,
      heartbeatMs: 0,
    });
    const reader = await startCluster({ rules: rulesOf(reading), controllers: false, heartbeatMs: 0 });
    const bot = connectTo(cluster);
    const powerless = connectTo(reader);

    for (const act of await verbsOf(bot, cluster)) await act(bot);
    const asked = new Set(cluster.requests.map(askedFor));
    expect([...asked, signer].filter((each) => !granted.includes(each)).toSorted()).toEqual(
      acting.flatMap(grantsOf).toSorted(),
    );
    for (const act of await verbsOf(bot, cluster)) {
      await expect(act(powerless)).rejects.toThrow(/forbidden/);
    }
    expect(reader.requests.filter(({ verb }) => verb !== "get" && verb !== "list").length).toBeGreaterThan(5);

    for (const each of [bot, powerless]) await each.stop();
    for (const each of [cluster, reader]) await each.close();
  });

  test("let only the certificates of kubelets be approved", async () => {
    const cluster = await startCluster({
      rules: rulesOf([...reading, ...acting]),
      controllers: false,
      heartbeatMs: 0,
    });
    const bot = connectTo(cluster);
    cluster.store.put(requestFor("somebody-else", "kubernetes.io/kube-apiserver-client"));
    const [request] = await bot.certificateRequests(soon());
    const decision = { verdict: "approve", reason: "Test", message: "" } as const;

    await expect(
      bot.decideCertificateRequest(request ?? { name: "", uid: "" }, decision, soon()),
    ).rejects.toThrow("user not permitted to approve requests");
    await bot.stop();
    await cluster.close();
  });
});

/** The query with what it must be given, and nothing else. */
function exampleOf({ path, args }: Command): string {
  const required = argumentsOf(args).filter((argument) => argument.required);
  return [...path, ...required.map(({ pick }) => pick && examples[pick])].join(" ");
}

type Act = (bot: Unfenced) => Promise<unknown>;

/** Every verb once, on objects of this cluster. */
async function verbsOf(bot: Unfenced, cluster: SimulatedCluster): Promise<readonly Act[]> {
  const signal = soon();
  const [pod] = await bot.pods({ namespace: "default", labels: { app: "whoami" } }, signal);
  const kubeProxy = { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" } as const;
  const daemonSet = await bot.rollout(kubeProxy, signal);
  const whoami = { kind: "Deployment", namespace: "default", name: "whoami" } as const;
  const deployment = await bot.rollout(whoami, signal);
  const postgres = { kind: "StatefulSet", namespace: "data", name: "postgres" } as const;
  const statefulSet = await bot.rollout(postgres, signal);
  const configMap = await bot.configMap("kube-system", "kube-proxy", signal);
  if (!pod || !daemonSet || !deployment || !statefulSet || !configMap)
    throw new Error("the seed lacks these");
  const request = cluster.store.put(
    requestFor(`request-${crypto.randomUUID()}`, "kubernetes.io/kubelet-serving"),
  );
  const { name, uid } = request.metadata;
  const mark = { at: 0, annotations: {} };
  const token = { expiresAt: Date.now() + 60_000, description: "", groups: [], annotations: {} };
  return [
    (on) => on.setUnschedulable("pi-1", { unschedulable: true, annotations: {} }, soon()),
    (on) => on.deleteNode({ node: "no-such-node", uid: "another" }, soon()),
    (on) => on.evict({ ...pod, uid: "another" }, {}, soon()),
    (on) => on.deletePod({ ...pod, uid: "another" }, {}, soon()),
    (on) => on.restartRollout(deployment, mark, soon()),
    (on) => on.restartRollout(statefulSet, mark, soon()),
    async (on) => on.changeDaemonSet((await bot.rollout(kubeProxy, soon())) ?? daemonSet, {}, soon()),
    async (on) => on.changeConfigMap(configMap, { data: {} }, soon()),
    (on) => on.createToken(token, soon()),
    (on) => on.bootstrapTokens(soon()),
    (on) => on.revealToken("k7w2ma", soon()),
    (on) => on.deleteToken({ id: "abc123", uid: "another" }, soon()),
    (on) =>
      on.decideCertificateRequest({ name, uid }, { verdict: "approve", reason: "Test", message: "" }, soon()),
  ];
}

function requestFor(name: string, signerName: string) {
  return {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name },
    spec: { signerName, request: "", usages: [], username: "system:node:pi-1", groups: [] },
    status: {},
  };
}

function connectTo({ url, ca, credentials }: SimulatedCluster): Unfenced {
  const { cert, key } = credentials;
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server: url, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
  return unfenced(
    connectCluster({
      name: "home",
      clock: systemClock,
      log: silentLog,
      load: async () => ({ endpoint }),
    }),
  );
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}

type Binding = Manifest & {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Readonly<Record<string, string>>[];
};

/** `list pods. in *`, `get configmaps. in kube-system named kube-proxy`, `get /version`. */
function grantsOf({ kind, metadata, rules }: Role): readonly string[] {
  const namespace = kind === "Role" ? metadata.namespace : undefined;
  return rules.flatMap(
    ({ apiGroups = [], resources: names = [], resourceNames, nonResourceURLs = [], verbs }) =>
      verbs.flatMap((verb) => [
        ...apiGroups.flatMap((group) =>
          names.map((resource) => grant(verb, { group, resource, namespace, names: resourceNames })),
        ),
        ...nonResourceURLs.map((path) => `${verb} ${path}`),
      ]),
  );
}

type Granted = Pick<Resource, "group" | "resource"> & {
  readonly namespace?: string | undefined;
  readonly names?: readonly string[] | undefined;
};

function grant(verb: string, { group, resource, namespace = "*", names }: Granted): string {
  const named = names === undefined ? "" : ` named ${names.toSorted().join(" ")}`;
  return `${verb} ${resource}.${group} in ${namespace}${named}`;
}

function wordsOf(from: readonly Role[]): readonly string[] {
  return from
    .flatMap(({ rules }) => rules)
    .flatMap(({ apiGroups, resources: names, nonResourceURLs }) =>
      [apiGroups, names, nonResourceURLs].flatMap((each) => each ?? []),
    );
}

/** In the words of `grantsOf`: the grant that lets this request through, or the request itself. */
function askedFor({ verb, group, resource, subresource, namespace, name, path }: RequestRecord): string {
  if (resource === "") return `${verb} ${path}`;
  const type = `${[resource, subresource].filter(Boolean).join("/")}`;
  const wide = grant(verb, { group, resource: type });
  const inside = grant(verb, { group, resource: type, namespace: namespace || "*" });
  const all = roles.flatMap(grantsOf);
  const named = all.find((each) => each.startsWith(`${inside} named `) && each.split(" ").includes(name));
  return all.includes(wide) ? wide : (named ?? inside);
}
