// Writes a database with the code of an older commit, as SQL: `node write-older.ts CHECKOUT FILE`; test/fixtures/store/README.md says how.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const [checkout = "", file = ""] = process.argv.slice(2);
const minute = 60_000;

// Of the commit that was checked out: its types are not ours.
const from = (path: string) => import(join(checkout, path));
const { silentLog } = await from("src/log.ts").catch(() => from("src/base/log.ts"));
const { createOperations } = await from("src/operation/operations.ts");
const { loadSteps } = await from("src/operation/load-steps.ts");
const { StepError } = await from("src/errors.ts").catch(() => from("src/base/errors.ts"));
const { createOutbox } = await from("src/slack/outbox.ts");
const { createCards } = await from("src/slack/cards.ts");
const { openSqlite } = await from("src/store/sqlite.ts");
const { default: cordonNode } = await from("src/steps/cordon-node.ts");
const { handClock } = await from("test/hand-clock.ts");

const path = `${file}.db`;
const clock = handClock(Date.parse("2026-11-28T12:00:00Z"));
const store = openSqlite(path);

/** Who decides; each has another reason to. */
const [ann, bob, cem] = [
  person("U0ANN", "operator"),
  person("U0BOB", "approver"),
  person("U0CEM", "approver"),
];

/** What its API servers do with a change: it holds, it is refused, or no answer ever comes. */
const ways: Readonly<Record<string, "holds" | "refuses" | "hangs">> = {
  home: "hangs",
  work: "refuses",
  lab: "hangs",
  attic: "refuses",
  shed: "holds",
};

/** Slack takes what is about the first operations, and falls silent then. */
let isSilent = false;
let posted = 0;
const outbox = createOutbox({
  carrier: {
    deliver: async () =>
      isSilent ? { outcome: "retry", why: "silent" } : { outcome: "delivered", ts: `${++posted}.000100` },
  },
  draw: (id: string) => cards.draw(id),
  onArrived: (key: string) => cards.arrived(key),
  onRefused: (key: string, why: string) => cards.refused(key, why),
  store,
  clock,
  log: silentLog,
});
const cards = createCards({
  outbox,
  store,
  approvalsChannel: () => "C0APPROVALS",
  approvers: [bob.id],
  redact: <T>(value: T) => value,
});
const plans = new Map<string, unknown>();
const operations = createOperations({
  store,
  clusters: Object.keys(ways).map(givenCluster),
  steps: await loadSteps(join(checkout, "src/steps")),
  replan: async ({ id, plan }: { id: string; plan: unknown }) => plans.get(id) ?? plan,
  policyOf: (cluster: string) => ({
    change: cluster === "shed" ? 2 : 1,
    destructive: 1,
    expireAfterMs: 30 * minute,
    solo: false,
  }),
  changed: (operation: unknown) => cards.show(operation),
  clock,
  log: silentLog,
  redact: (text: string) => text,
});
await operations.start();

const succeeded = await proposed("shed", "pi-1");
await decide(succeeded, "approve", bob);
await decide(succeeded, "approve", cem);
const abandoned = await proposed("attic", "pi-2");
await decide(abandoned, "approve", bob);
await decide(abandoned, "abandon", ann, { reason: "next week" });
await decide(await proposed("home", "pi-3"), "deny", bob, { reason: "not on a Friday" });
await decide(await proposed("home", "pi-3"), "cancel", ann);
await proposed("home", "pi-3");
await clock.advance(31 * minute);
const stale = await proposed("home", "pi-4");
plans.set(stale.id, planFor("pi-4", "uid-pi-4-new"));
await decide(stale, "approve", bob);
await decide(await proposed("work", "pi-5"), "approve", bob);
const interrupted = await proposed("lab", "pi-6");
await decide(interrupted, "approve", bob);
await clock.advance(5 * minute);
const waiting = await proposed("shed", "pi-7");
await decide(waiting, "approve", bob, { reason: "one of two" });
await operations.noteDenied(waiting.id, {
  by: "U0EVE",
  decision: "approve",
  words: "approve needs the role approver.",
});
isSilent = true;
await decide(await proposed("home", "pi-8"), "approve", cem);

writeFileSync(file, dump(new DatabaseSync(path, { readOnly: true })));
process.exit(0);

function person(id: string, ...roles: readonly string[]) {
  return { id, roles: new Set(["viewer", ...roles]), standing: "member" };
}

function givenCluster(name: string) {
  const cordoned = new Set<string>();
  return {
    name,
    node: async (node: string) => ({
      uid: `uid-${node}`,
      unschedulable: cordoned.has(node),
      annotations: {},
    }),
    setUnschedulable: async (node: string) => {
      if (ways[name] === "refuses") throw new StepError(`${node} is locked by a webhook.`);
      if (ways[name] === "hangs") await new Promise(() => undefined);
      cordoned.add(node);
    },
  };
}

function planFor(node: string, uid = `uid-${node}`) {
  return {
    target: node,
    risk: "change",
    title: `Cordon ${node}`,
    impact: [`No new pod is scheduled on ${node}; its 4 pods stay.`],
    warnings: [],
    basis: { uid },
    steps: [cordonNode.with({ node, uid })],
  };
}

async function proposed(cluster: string, node: string): Promise<{ readonly id: string }> {
  const asked = {
    line: `node cordon ${node} --cluster=${cluster}`,
    cluster,
    by: ann.id,
    reason: "a new fan",
  };
  const operation = await operations.propose({ ...asked, where: { channel: "C0OPS" }, plan: planFor(node) });
  await clock.advance(5_000);
  return operation;
}

async function decide(
  { id }: { readonly id: string },
  decision: string,
  by: unknown,
  more = {},
): Promise<void> {
  await operations.decide({ id, decision, person: by, ...more });
  await clock.advance(10_000);
}

/** Tables and their rows, then what refuses to change them, then the version of the schema. */
function dump(database: DatabaseSync): string {
  const named = "name NOT LIKE 'sqlite_%' AND sql IS NOT NULL";
  const schema = (what: string) =>
    database.prepare(`SELECT sql FROM sqlite_schema WHERE ${named} AND ${what} ORDER BY rowid`).all();
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE ${named} AND type = 'table' ORDER BY rowid`)
    .all();
  const lines = [
    ...schema("type = 'table'").map(({ sql }) => `${sql};`),
    ...tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM ${name}`)
        .all()
        .map((row) => insertion(`${name}`, row)),
    ),
    ...schema("type <> 'table'").map(({ sql }) => `${sql};`),
    `PRAGMA user_version = ${database.prepare("PRAGMA user_version").get()?.user_version};`,
  ];
  return `${lines.join("\n")}\n`;
}

function insertion(table: string, row: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  const values = given.map(([, value]) =>
    typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value),
  );
  return `INSERT INTO ${table} (${given.map(([column]) => column).join(", ")}) VALUES (${values.join(", ")});`;
}
