import { expect, test } from "vitest";
import type { VolumeClaim } from "#src/kubernetes/read/claims.ts";
import { day, givenCluster, givenEvent, hour, now } from "../../given.ts";
import { ask, rowsOf, unreachable } from "../ask.ts";

test("claims are shown with what they have, and how full it is where kubelets are read", async () => {
  const use = { node: "pi-1", namespace: "data", claim: "postgres", capacityBytes: 8e9 };
  const volumes = { at: now, until: now + hour, value: [{ ...use, free: 0.25, inodesFree: 1 }] };
  const cluster = givenCluster({ volumeClaims: [given("postgres"), given("old")], probes: { volumes } });
  const { answer, faults } = await ask("pvc", cluster);

  expect([answer.headline, answer.tone]).toEqual(["home: 2 volume claims", "good"]);
  expect(rowsOf(answer, 8)).toEqual([
    "data/postgres | Bound | 8Gi | 75 % | RWO | local-path | 30 d | ",
    "data/old | Bound | 8Gi |  | RWO | local-path | 30 d | ",
  ]);
  expect(faults).toEqual([]);
});

test("one that gets no volume comes first and says why", async () => {
  const lost = given("lost", { phase: "Lost", createdAt: now - 2 * day });
  const waiting = given("waiting", { phase: "Pending", createdAt: now - 3 * day });
  const event = about("waiting", "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found');
  const { answer } = await ask(
    "volume list",
    givenCluster({ volumeClaims: [given("fine"), lost, waiting], events: [event] }),
  );

  expect([answer.headline, answer.tone]).toEqual(["home: 3 volume claims, 2 without a volume", "warning"]);
  expect(rowsOf(answer, 8).map((row) => row.replace(/ \|.*\| /, " … "))).toEqual([
    `data/waiting … ${event.message}`,
    "data/lost … No event of the last hour says why.",
    "data/fine … ",
  ]);
});

test("one that waits until a pod wants it is no trouble", async () => {
  const waiting = given("waiting", { phase: "Pending" });
  const events = [about("waiting", "WaitForFirstConsumer", "waiting for first consumer to be created")];
  const { answer } = await ask("volume list data", givenCluster({ volumeClaims: [waiting], events }));

  expect([answer.headline, answer.tone]).toEqual(["home: 1 volume claim in data", "good"]);
});

test("one that is being deleted says since when", async () => {
  const leaving = given("leaving", { deletedAt: now - 3 * hour });
  const { answer } = await ask("volume list", givenCluster({ volumeClaims: [leaving] }));

  expect(rowsOf(answer, 2)).toEqual(["data/leaving | Terminating for 3 h"]);
});

test("words of others stay words, and a thousand claims fit a message", async () => {
  const volumeClaims = Array.from({ length: 1_000 }, (_, at) =>
    given(`${"n".repeat(200)}${at}`, { phase: "Pending", storageClass: "<!channel> *x*" }),
  );
  const events = volumeClaims.map(({ name }) =>
    about(name, "Odd", `<!channel> *x* ${"y".repeat(5_000)}\n\u202e`),
  );

  expect((await ask("volume list", givenCluster({ volumeClaims, events }))).faults).toEqual([]);
});

test("without an API server there is no list", async () => {
  await expect(ask("volume list", givenCluster({ reach: unreachable(now) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});

function given(name: string, more: Partial<VolumeClaim> = {}): VolumeClaim {
  return {
    ...{ namespace: "data", name, createdAt: now - 30 * day, deletedAt: undefined, phase: "Bound" },
    ...{ volume: `pv-${name}`, size: "8Gi", accessModes: ["RWO"], storageClass: "local-path" },
    ...more,
  };
}

function about(name: string, reason: string, message: string) {
  return givenEvent({ namespace: "data", reason, message, object: { kind: "PersistentVolumeClaim", name } });
}
