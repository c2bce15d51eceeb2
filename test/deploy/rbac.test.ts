// What is granted, what the code says it reads, and what the bot really asks for are the same.
import { join } from "node:path";
import nock from "nock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCommands } from "#src/command/load.ts";
import { nonResourcePaths, type Resource, resources } from "#src/kubernetes/resources.ts";
import { type Log, silentLog } from "#src/log.ts";
import type { RequestRecord } from "../../playground/cluster/target.ts";
import { type Playground, startPlayground } from "../../playground/start.ts";
import { type Manifest, type Role, readManifest, readManifests } from "./deploy-files.ts";

const file = "deploy/base/rbac.yaml";
const clusterRole = readManifest<Role>(file, "ClusterRole");
const role = readManifest<Role>(file, "Role");
const granted = [...grantsOf(clusterRole), ...grantsOf(role)].toSorted();

/** Answers are paced by channel. */
const channels = ["C0OPS", "C0ALERTS", "C0GENERAL", "C0RANDOM"];

/** One line for every command: whoever adds a command adds the line that shows what it reads. */
const lines: Readonly<Record<string, string>> = {
  "cluster list": "cluster list",
  "event list": "event list --about=node/pi-1",
  help: "help",
  "node list": "node list",
  "node show": "node show cp1",
  "pod list": "pod list --unhealthy",
  "pod logs": "pod logs kube-system/etcd-cp1",
  "pod show": "pod show kube-system/etcd-cp1",
  "service list": "service list",
  "service show": "service show default/kubernetes",
  status: "status",
  version: "version",
  "workload list": "workload list",
};

// nock emulates handshakes until the first byte is written; here they have to be real.
beforeAll(() => nock.restore());

let playground: Playground | undefined;
afterAll(() => playground?.close());

describe("the roles", () => {
  test("grant every path of the adapter and no other", () => {
    const read = Object.values<Resource>(resources).flatMap(({ group, resource, verbs, namespace = "*" }) =>
      verbs.map((verb) => `${verb} ${resource}.${group} in ${namespace}`),
    );
    const paths = Object.values(nonResourcePaths).map((path) => `get ${path}`);

    expect(granted).toEqual([...read, ...paths].toSorted());
  });

  test("grant no Secrets, no wildcards and no verb that writes", () => {
    const rules = [...clusterRole.rules, ...role.rules];
    const words = rules.flatMap(({ apiGroups, resources: names, nonResourceURLs }) =>
      [apiGroups, names, nonResourceURLs].flatMap((each) => each ?? []),
    );

    expect(rules.flatMap(({ verbs }) => verbs).filter((verb) => !/^(get|list|watch)$/.test(verb))).toEqual(
      [],
    );
    expect(words.filter((word) => word.includes("*") || word === "secrets")).toEqual([]);
  });

  test("are bound to the bot's account and to nobody else", () => {
    const account = { kind: "ServiceAccount", name: "wheelhouse", namespace: "wheelhouse" };
    const bindings = readManifests<Binding>(file).filter(({ kind }) => kind.endsWith("Binding"));

    expect(bindings.map(({ subjects }) => subjects)).toEqual([[account], [account]]);
    expect(bindings.map(({ roleRef, metadata }) => [roleRef.kind, roleRef.name, metadata.namespace])).toEqual(
      [
        ["ClusterRole", clusterRole.metadata.name, undefined],
        ["Role", role.metadata.name, role.metadata.namespace],
      ],
    );
  });
});

describe("a bot with these roles", () => {
  test("answers every command, asks for all that is granted and for nothing else", async () => {
    const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
    // A server that cannot stream lists makes it use both verbs of everything it watches.
    const rules = [...clusterRole.rules, ...role.rules].flatMap(({ apiGroups, resources: names, verbs }) =>
      apiGroups && names ? [{ apiGroups, resources: names, verbs }] : [],
    );
    const answered: string[] = [];
    const log: Log = {
      ...silentLog,
      info: (event, said) => event === "answered" && answered.push(`${said?.command}`),
    };
    playground = await startPlayground({ cluster: { rules, watchList: false }, log });
    const { workspace, cluster } = playground;

    const asking = Object.values(lines).map((line, at) =>
      workspace.say({ as: "U0ANN", channel: channels[at % channels.length] ?? "", text: `/k8s ${line}` }),
    );
    await Promise.all(asking);

    // A line that was refused is not answered.
    const all = commands.map(({ path }) => path.join(" ")).toSorted();
    await expect.poll(() => answered.toSorted(), { timeout: 10_000 }).toEqual(all);
    // A watch is opened only after its list was read, so the last one may still be on its way.
    await expect.poll(() => [...new Set(cluster.requests.map(askedFor))].toSorted()).toEqual(granted);
  });
});

type Binding = Manifest & {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Readonly<Record<string, string>>[];
};

/** `list pods. in *`, `watch leases.coordination.k8s.io in kube-system`, `get /version`. */
function grantsOf({ kind, metadata, rules }: Role): readonly string[] {
  const where = kind === "Role" ? metadata.namespace : "*";
  return rules.flatMap(({ apiGroups = [], resources: names = [], nonResourceURLs = [], verbs }) =>
    verbs.flatMap((verb) => [
      ...apiGroups.flatMap((group) => names.map((name) => `${verb} ${name}.${group} in ${where}`)),
      ...nonResourceURLs.map((path) => `${verb} ${path}`),
    ]),
  );
}

/** In the words of `grantsOf`: a request is within kube-system only where nothing wider is granted. */
function askedFor({ verb, group, resource, subresource, namespace, path }: RequestRecord): string {
  if (resource === "") return `${verb} ${path}`;
  const name = `${[resource, subresource].filter(Boolean).join("/")}.${group}`;
  const wide = `${verb} ${name} in *`;
  return granted.includes(wide) ? wide : `${verb} ${name} in ${namespace || "*"}`;
}
