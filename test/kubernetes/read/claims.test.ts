// PersistentVolumeClaims as the API server writes them.
import { expect, test } from "vitest";
import { projectClaim } from "#src/kubernetes/read/claims.ts";

const metadata = { namespace: "data", name: "data-postgres-0", creationTimestamp: "2026-11-01T10:00:00Z" };

test("a bound claim has what its volume gives, not what it asked for", () => {
  const spec = {
    accessModes: ["ReadWriteOnce", "ReadWriteOncePod"],
    resources: { requests: { storage: "5Gi" } },
    storageClassName: "local-path",
    volumeName: "pvc-7d0e6a3c",
  };

  expect(projectClaim({ metadata, spec, status: { phase: "Bound", capacity: { storage: "8Gi" } } })).toEqual({
    namespace: "data",
    name: "data-postgres-0",
    createdAt: Date.parse("2026-11-01T10:00:00Z"),
    deletedAt: undefined,
    phase: "Bound",
    volume: "pvc-7d0e6a3c",
    size: "8Gi",
    accessModes: ["RWO", "RWOP"],
    storageClass: "local-path",
  });
});

test("one that waits has the size it asks for, and no volume", () => {
  const spec = { accessModes: ["ReadOnlyMany"], resources: { requests: { storage: "5Gi" } } };
  const deletionTimestamp = "2026-11-02T10:00:00Z";

  expect(
    projectClaim({ metadata: { ...metadata, deletionTimestamp }, spec, status: { phase: "Pending" } }),
  ).toMatchObject({
    ...{ phase: "Pending", size: "5Gi", volume: "", storageClass: "", accessModes: ["ROX"] },
    deletedAt: Date.parse(deletionTimestamp),
  });
});
