// A pod's containers in the order of its spec, whether the kubelet has reported on them yet or not.
import type { Container } from "../objects.ts";
import { shareContainers, shareString } from "./share.ts";

export type ContainerSet = { readonly names: readonly string[]; readonly reported: readonly Container[] };
type InitContainerSet = ContainerSet & {
  /** By the order of the names: whether it is a sidecar. Statuses do not say so. */
  readonly sidecars: readonly boolean[];
};

/** Init containers first, as they run. */
export function containersOf(init: InitContainerSet, main: ContainerSet): readonly Container[] {
  if (init.names.length === 0) return shareContainers(inSpecOrder(main, false));
  const inits = inSpecOrder(init, true).map((each, at) =>
    init.sidecars[at] ? { ...each, sidecar: true } : each,
  );
  return shareContainers([...inits, ...inSpecOrder(main, false)]);
}

function inSpecOrder({ names, reported }: ContainerSet, init: boolean): readonly Container[] {
  return names.map((name) => reported.find((each) => each.name === name) ?? notStarted(name, init));
}

function notStarted(name: string, init: boolean): Container {
  return {
    name: shareString(name),
    init,
    sidecar: false,
    ready: false,
    restarts: 0,
    state: "waiting",
    reason: "",
    exitCode: undefined,
    last: undefined,
  };
}
