// Secrets that can be recognised are planted in the cluster, and a whole conversation is had: where do they turn up?
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

/** Each in a shape that the cluster's own people would leave behind. */
const planted = {
  foreignToken: "5entine1foreign0",
  annotation: "sentinel-annotation-9f8e7d6c",
  environment: "sentinel-environment-1a2b3c4d",
  log: "sentinel-log-5a6b7c8d9e",
  opaque: "sentinel-opaque-0f1e2d3c4b",
};

let chat: Conversation;
const logged: string[] = [];
beforeAll(async () => {
  chat = await givenConversation({
    log: createLog({ level: "debug", redact: createRedactor([]), write: (line) => void logged.push(line) }),
  });
  plant();
});
afterAll(() => chat.close());

test("what is secret in a cluster is in no message, log line, audit row or byte of the database", async () => {
  const { propose, click, shows } = changes(chat);
  const pod = somePod();
  const lines = [
    "status --details",
    "pod list",
    `pod show ${pod}`,
    `pod logs ${pod}`,
    `event list --about=pod/${pod}`,
    "workload list",
    "tokens",
    "csr",
    "token show k7w2ma",
    "token revoke k7w2ma --dry-run",
    `pod show k7w2ma.${planted.foreignToken}`,
  ];
  for (const line of lines) await chat.ask(`/k8s ${line}`, { channel: "D0ANN" });

  const card = await propose(`/k8s token create --reason 'instead of k7w2ma.${planted.foreignToken}'`);
  await click(card, "U0BOB", "Approve");
  const report = await shows(card, "is done");
  const id = /Token ([a-z0-9]{6}) is good/.exec(textOf(report))?.[1] ?? "";
  await chat.when(() => click(card, "U0ANN", "Show the join command"));
  await chat.ask("/k8s operation list --all");
  await chat.ask(`/k8s operation show ${/op-\w+/.exec(textOf(report))?.[0]}`);
  const own = secretOf(id);
  expect(own).toMatch(/^[a-z0-9]{16}$/);

  const confided = chat.workspace.calls.filter((call) => JSON.stringify(call.args).includes(own));
  expect(confided).toHaveLength(1);
  expect(confided[0]?.method).toMatch(/^(response_url|chat\.postEphemeral)$/);

  const secrets = [...Object.values(planted), own];
  expect(chat.workspace.transcript({ channel: "D0ANN" })).toContain("DB_PASSWORD=");
  const sent = chat.workspace.calls
    .filter((call) => call !== confided[0])
    .map((call) => JSON.stringify(call.args));
  expect(found(secrets, sent.join("\n"))).toEqual([]);
  expect(found(secrets, logged.join("\n"))).toEqual([]);
  expect(logged.length).toBeGreaterThan(10);
  expect(found(secrets, databaseBytes())).toEqual([]);
});

test("they were there to be found", async () => {
  const pod = chat.cluster.store.list("pods").find(({ metadata }) => metadata.annotations?.sentinel);
  expect(JSON.stringify(pod)).toContain(planted.annotation);
  expect(JSON.stringify(pod)).toContain(planted.environment);
  expect(databaseBytes()).toContain("token create");
  expect(secretOf("k7w2ma")).toBe(planted.foreignToken);
});

function found(secrets: readonly string[], text: string): readonly string[] {
  return secrets.filter(
    (secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString("base64")),
  );
}

/** The file, and what SQLite keeps beside it. */
function databaseBytes(): string {
  const folder = dirname(chat.cluster.kubeconfig);
  const files = globSync(`${basename("wheelhouse.db")}*`, { cwd: folder });
  expect(files).toContain("wheelhouse.db");
  return files.map((file) => readFileSync(join(folder, file), "latin1")).join("\n");
}

function plant(): void {
  const { store } = chat.cluster;
  const token = store.get("secrets", "kube-system", "bootstrap-token-k7w2ma");
  if (!token) throw new Error("the seed has no such token");
  const encoded = (text: string) => Buffer.from(text).toString("base64");
  store.put({ ...token, data: { ...(token.data as object), "token-secret": encoded(planted.foreignToken) } });
  store.put({
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    metadata: { namespace: "kube-system", name: "sentinel" },
    data: { password: encoded(planted.opaque) },
  });
  const pod =
    store.list("pods").find(({ metadata }) => metadata.namespace === "shop") ?? store.list("pods")[0];
  if (!pod) throw new Error("the seed has no pods");
  const spec = pod.spec as { containers: { name: string; env?: object[] }[] };
  const text = `connecting\nDB_PASSWORD=${planted.log}\nkubeadm join 10.0.0.10:6443 --token k7w2ma.${planted.foreignToken}\n`;
  for (const { name } of spec.containers) {
    chat.cluster.setLog(pod.metadata.namespace ?? "", pod.metadata.name, name, text);
  }
  store.put({
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: { ...pod.metadata.annotations, sentinel: "yes", "db-password": planted.annotation },
    },
    spec: {
      ...spec,
      containers: spec.containers.map((each) => ({
        ...each,
        env: [{ name: "DB_PASSWORD", value: planted.environment }],
      })),
    },
  });
}

function somePod(): string {
  const pod = chat.cluster.store.list("pods").find(({ metadata }) => metadata.annotations?.sentinel);
  return `${pod?.metadata.namespace}/${pod?.metadata.name}`;
}

function secretOf(id: string): string {
  const secret = chat.cluster.store.get("secrets", "kube-system", `bootstrap-token-${id}`);
  const data = (secret?.data ?? {}) as Record<string, string>;
  return Buffer.from(data["token-secret"] ?? "", "base64").toString();
}
