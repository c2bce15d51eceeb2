// Namespaces as the API server writes them.
import { expect, test } from "vitest";
import { projectNamespace } from "#src/kubernetes/read/namespaces.ts";

test("of a namespace that hangs, the conditions that hold are kept", () => {
  const metadata = {
    name: "shop",
    creationTimestamp: "2026-11-01T10:00:00Z",
    deletionTimestamp: "2026-11-22T10:00:00Z",
    labels: { "kubernetes.io/metadata.name": "shop", "pod-security.kubernetes.io/enforce": "baseline" },
  };
  // As pkg/controller/namespace/deletion/status_condition_utils.go of Kubernetes writes them.
  const conditions = [
    {
      type: "NamespaceDeletionDiscoveryFailure",
      status: "False",
      reason: "ResourcesDiscovered",
      message: "All resources successfully discovered",
    },
    {
      type: "NamespaceContentRemaining",
      status: "True",
      reason: "SomeResourcesRemain",
      message: "Some resources are remaining: configmaps. has 1 resource instances",
    },
  ];

  expect(projectNamespace({ metadata, status: { phase: "Terminating", conditions } })).toEqual({
    name: "shop",
    createdAt: Date.parse("2026-11-01T10:00:00Z"),
    deletedAt: Date.parse("2026-11-22T10:00:00Z"),
    phase: "Terminating",
    labels: metadata.labels,
    podSecurity: "baseline",
    held: [{ type: "NamespaceContentRemaining", message: conditions[1]?.message }],
  });
});
