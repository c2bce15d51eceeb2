import { expect, test } from "vitest";
import { tolerates } from "#src/kubeadm/tolerates.ts";

const taint = { key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" };
const toleration = { key: taint.key, operator: "Equal", value: "", effect: "", seconds: undefined };

// k8s.io/api/core/v1/toleration.go
test.each([
  ["the same key and value", {}, true],
  ["the key, whatever the value", { operator: "Exists", value: "x" }, true],
  ["another value", { value: "x" }, false],
  ["another key", { key: "gpu" }, false],
  ["another effect", { effect: "NoExecute" }, false],
  ["everything", { key: "", operator: "Exists" }, true],
  ["no key and no operator to go with it", { key: "" }, false],
])("a toleration of %s", (_what, more, does) => {
  expect(tolerates({ ...toleration, ...more }, taint)).toBe(does);
});
