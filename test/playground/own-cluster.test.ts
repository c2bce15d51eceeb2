// The page in front of somebody's own cluster; the simulated API server plays it and tells what reached it.
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { isChange } from "../../playground/cluster/target.ts";
import { converse } from "../../playground/converse.ts";
import { type OwnCluster, type OwnPlayground, startOnOwnCluster } from "../../playground/own-cluster.ts";
import { changes } from "../scenarios/changes.ts";
import { lastFromBot, textOf } from "../scenarios/given.ts";

let cluster: SimulatedCluster;
let playground: OwnPlayground;
beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "own-cluster-"));
  cluster = await startCluster({ directory, name: "shelf", heartbeatMs: 0, podStartMs: 0 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await playground.close();
});
afterAll(() => cluster.close());

test("it is read-only: it says so at the top, everybody looks, nobody can change anything", async () => {
  await start();
  const { workspace } = playground;
  expect(await ask("/k8s status")).toContain("shelf is healthy");
  for (const as of ["U0ANN", "U0BOB", "U0ADA"]) {
    expect(await ask("/k8s node cordon worker1", as)).toContain("needs the role operator");
  }
  const { notice, people } = await page();
  expect(notice).toBe("Your own cluster shelf: read-only, unless started with --allow-changes");
  expect(workspace.notice).toBe(notice);
  const labels = people.filter(({ name }) => ["Ann", "Bob", "Sam", "Ada", "Vic", "Ned"].includes(name));
  expect(labels.map(({ label }) => label)).toEqual(Array(6).fill("viewer"));
  expect(cluster.requests.filter(({ verb }) => isChange(verb))).toEqual([]);
});

test("changes that are allowed need the same approvals, and the page says that they are real", async () => {
  await start({ allowChanges: true });
  const { propose, click, shows } = changes(playground);
  const card = await propose("/k8s node cordon worker1");
  await click(card, "U0BOB", "Approve");
  await shows(card, "Cordon worker1 on shelf is done");
  expect(cluster.store.get("nodes", "", "worker1")?.spec).toMatchObject({ unschedulable: true });
  expect((await page()).notice).toBe("Your own cluster shelf: what is approved here is really done to it");
});

test("what it stores is in a temporary folder, and gone when it ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "own-temporary-"));
  vi.stubEnv("TMPDIR", folder);
  await start();
  await ask("/k8s version");
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^wheelhouse-/)]);
  await playground.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("a context that the kubeconfig does not have is refused with those that it has", async () => {
  await start();
  await expect(startOnOwnCluster({ own: own({ context: "lab" }) })).rejects.toMatchObject({
    message: expect.stringContaining('has no context "lab"'),
    hint: expect.stringContaining("Its contexts: shelf."),
  });
});

async function start(more: Partial<OwnCluster> = {}): Promise<void> {
  playground = await startOnOwnCluster({ own: own(more) });
}

function own(more: Partial<OwnCluster>): OwnCluster {
  return { kubeconfig: cluster.kubeconfig, context: undefined, allowChanges: false, ...more };
}

async function ask(text: string, as = "U0ANN"): Promise<string> {
  const { workspace } = playground;
  await converse(workspace, () => workspace.say({ as, channel: "C0OPS", text }), "C0OPS");
  return textOf(lastFromBot(workspace, as, "C0OPS"));
}

type Page = { readonly notice: string; readonly people: readonly { name: string; label: string }[] };

async function page(): Promise<Page> {
  const response = await fetch(`${playground.workspace.origin}/console/state?as=U0ANN`);
  return (await response.json()) as Page;
}
