import { expect, test } from "vitest";
import { controllerOf, sayController } from "#src/kubeadm/disruption/controller.ts";
import { givenPodFacts } from "./given.ts";

const owned = (kind: string, name: string) => ({ owner: { kind, name, uid: "1" } });

test.each([
  ["Deployment shop/web", givenPodFacts()],
  ["ReplicaSet shop/web-5d4f8", givenPodFacts({ labels: {} })],
  ["ReplicaSet shop/web-77777", givenPodFacts(owned("ReplicaSet", "web-77777"))],
  ["StatefulSet shop/db", givenPodFacts(owned("StatefulSet", "db"))],
  ["CronJob shop/backup", givenPodFacts(owned("Job", "backup-29396580"))],
  ["Job shop/import-2026", givenPodFacts(owned("Job", "import-2026"))],
  ["Rollout shop/web", givenPodFacts(owned("Rollout", "web"))],
  ["Pod shop/debug", givenPodFacts({ name: "debug", owner: undefined })],
])("%s keeps its pod", (said, pod) => {
  expect(sayController(controllerOf(pod))).toBe(said);
});
