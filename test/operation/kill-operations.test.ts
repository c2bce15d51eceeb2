// Every operation is killed, and one of them kills itself; kill-operations.*.test.ts kill each row of the table.
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCommands } from "#src/command/load.ts";
import { looks } from "./kill-each.ts";
import { ownNode, successorOf, table } from "./kill-table.ts";
import { changesIn, givenWorld, liveInProcess, takeOver } from "./killed-world.ts";
import { unshown } from "./shown-requests.ts";

test("every operation that people can ask for is killed", async () => {
  const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
  const operations = commands.filter(({ kind }) => kind === "operation").map(({ path }) => path.join(" "));
  expect([...new Set(table.map(({ command }) => command))].toSorted()).toEqual(operations.toSorted());
});

test("a bot that drains its own node evicts itself last, and its successor needs nobody to finish the record", {
  timeout: 600_000,
}, async () => {
  await using world = await givenWorld(ownNode);
  const { cluster, orders } = world;
  const { kill, ended } = await liveInProcess(world);
  // Whoever evicts the pod ends the process in it.
  cluster.store.subscribe(({ resource, object }) => {
    if (resource === "pods" && object.metadata.name === orders.self?.pod) kill();
  });
  const killed = await ended;
  expect(killed.killed).toBe(true);
  const evictions = changesIn(cluster.requests).filter(({ subresource }) => subresource === "eviction");
  expect(evictions.length).toBeGreaterThan(1);
  expect(evictions.at(-1)?.name).toBe(orders.self?.pod);

  const successor = successorOf(cluster);
  expect(successor).toMatchObject({
    namespace: orders.self?.namespace,
    node: expect.not.stringMatching("pi-1"),
  });
  await using next = await takeOver(world, successor);
  const found = await looks(world, next);
  expect(found.state).toBe("succeeded");
  expect(unshown(cluster.requests, found)).toEqual([]);
  expect(await next.audit()).toMatchObject({ intact: true });
});
