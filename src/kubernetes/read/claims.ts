// Claims for storage, as pods ask for it: PersistentVolumeClaims.
import { timeOf } from "../wire/time.ts";
import type { WireObject } from "../wire/wire.ts";

export type VolumeClaim = {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: number;
  /** Set while it is being deleted: it stays as long as a pod uses it. */
  readonly deletedAt: number | undefined;
  /** `Pending`, `Bound` or `Lost`: its volume is gone. */
  readonly phase: string;
  /** The PersistentVolume; "" while there is none. */
  readonly volume: string;
  /** What it has, or what it asks for while it has none: `5Gi`. */
  readonly size: string;
  /** `RWO`, `ROX`, `RWX`, `RWOP`: as kubectl shortens them. */
  readonly accessModes: readonly string[];
  /** "" where none is named. */
  readonly storageClass: string;
};

type WireClaim = WireObject & {
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  readonly status?: { readonly phase?: string; readonly capacity?: { readonly storage?: string } };
};

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

export function projectClaim({ metadata, spec, status }: WireClaim): VolumeClaim {
  const deletedAt = metadata?.deletionTimestamp;
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    createdAt: timeOf(metadata?.creationTimestamp),
    deletedAt: deletedAt ? timeOf(deletedAt) : undefined,
    phase: status?.phase ?? "",
    volume: spec?.volumeName ?? "",
    size: status?.capacity?.storage ?? spec?.resources?.requests?.storage ?? "",
    accessModes: (spec?.accessModes ?? []).map((mode) => shortModes[mode] ?? mode),
    storageClass: spec?.storageClassName ?? "",
  };
}
