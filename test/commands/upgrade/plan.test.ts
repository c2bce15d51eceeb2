import { expect, test } from "vitest";
import { UsageError } from "#src/base/errors.ts";
import { givenCluster, givenDaemonSet } from "../../given.ts";
import { givenFacts } from "../../kubeadm/upgrade/given.ts";
import { ask, factOf, rowsOf, textsOf } from "../ask.ts";

const { nodes, seen, pods } = givenFacts();
const clusterConfiguration = "apiVersion: kubeadm.k8s.io/v1beta4\nkubernetesVersion: v1.36.3\n";
const home = givenCluster({
  nodes,
  pods: seen,
  daemonSets: [givenDaemonSet()],
  fresh: {
    pods: async () => pods,
    configMap: async (namespace, name) =>
      name === "kubeadm-config"
        ? {
            ...{ namespace, name, uid: "u", resourceVersion: "1", annotations: {} },
            data: { ClusterConfiguration: clusterConfiguration },
          }
        : undefined,
  },
});

test("without a way to the machines it tells what the API knows, and what nobody could see", async () => {
  const { answer, message, faults } = await ask("upgrade plan", home);

  expect(faults).toEqual([]);
  expect(answer).toMatchObject({
    headline:
      "home: 1.36.3 to 1.37.0: nothing in the way, 2 to know of, 9 not seen, though no repository was seen",
    tone: "warning",
    buttons: [{ label: "Refresh" }],
  });
  expect(factOf(answer, "Can be had")).toBe("nothing newer was seen");
  expect(rowsOf(answer, 5)).toEqual(["cp1 | 1.36.3 | 1.36.3 |  | 3.6.11-0", "worker1 |  | 1.36.3 |  | "]);
  expect(textsOf(message)).toContain("worker1: no host of this name or address");
});

test("a version that it cannot go to at once says where to go first", async () => {
  const { answer, message } = await ask("upgrade plan --to 1.39.1", home);
  expect(answer).toMatchObject({ tone: "bad" });
  expect(textsOf(message)).toContain("kubeadm goes one minor at a time: from 1.36.3 to 1.37 first");
});

test("what it is at already is said", async () => {
  expect((await ask("upgrade plan v1.36.3", home)).answer).toMatchObject({
    headline: "home is at 1.36.3",
    tone: "good",
  });
});

test("what is no version is not looked up", async () => {
  await expect(ask("upgrade plan newest", home)).rejects.toThrow(UsageError);
});
