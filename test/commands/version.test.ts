import { expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { givenCluster, givenNode, now } from "../given.ts";
import { ask, factOf, unreachable } from "./ask.ts";

test("each cluster tells its version and those of its kubelets", async () => {
  const nodes = [givenNode(), givenNode({ name: "old", kubeletVersion: "v1.36.5" })];
  const { answer, faults } = await ask(
    "version",
    givenCluster({ nodes }),
    givenCluster({ name: "cabin", nodes: [givenNode()] }),
    givenCluster({ name: "gone", reach: unreachable(now) }),
    givenCluster({
      name: "shut",
      health: new RefusedError("the health of shut: Wheelhouse may not read it"),
    }),
  );

  expect(answer.headline).toMatch(/^Wheelhouse \S+ on Node 26\./);
  expect(factOf(answer, "home")).toBe("Kubernetes v1.37.1; kubelets v1.36.5 and v1.37.1");
  expect(factOf(answer, "cabin")).toBe("Kubernetes v1.37.1; kubelets all v1.37.1");
  expect(factOf(answer, "gone")).toBe("cannot reach home: certificate expired on 2026-11-20");
  expect(factOf(answer, "shut")).toBe("the health of shut: Wheelhouse may not read it");
  expect(faults).toEqual([]);
});
