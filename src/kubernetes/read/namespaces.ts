// Namespaces, with what keeps those alive that are being deleted.
import { timeOf } from "../wire/time.ts";
import type { WireObject } from "../wire/wire.ts";

export type Namespace = {
  readonly name: string;
  readonly createdAt: number;
  /** Set while it is being deleted. */
  readonly deletedAt: number | undefined;
  /** `Active` or `Terminating`. */
  readonly phase: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The Pod Security Standard that its pods must meet: `restricted`, ...; "" where none is enforced. */
  readonly podSecurity: string;
  /**
   * What the namespace controller says is in the way of its deletion: content or finalizers that remain, an API that
   * does not answer. Only conditions that hold: it writes the others too, as False.
   */
  readonly held: readonly { readonly type: string; readonly message: string }[];
};

type WireNamespace = WireObject & {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type?: string;
      readonly status?: string;
      readonly message?: string;
    }[];
  };
};

export function projectNamespace({ metadata, status }: WireNamespace): Namespace {
  const deletedAt = metadata?.deletionTimestamp;
  return {
    name: metadata?.name ?? "",
    createdAt: timeOf(metadata?.creationTimestamp),
    deletedAt: deletedAt ? timeOf(deletedAt) : undefined,
    phase: status?.phase ?? "",
    labels: metadata?.labels ?? {},
    podSecurity: metadata?.labels?.["pod-security.kubernetes.io/enforce"] ?? "",
    held: (status?.conditions ?? [])
      .filter((each) => each.status === "True")
      .map(({ type = "", message = "" }) => ({ type, message })),
  };
}
