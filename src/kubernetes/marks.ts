// The traces that Wheelhouse leaves on objects, so that only its own are undone.

/** On a node: the operation that cordoned it. */
export const cordonedBy = "wheelhouse/cordoned-by";

/** On a workload's pod template: the operation that restarted it. */
export const restartedBy = "wheelhouse/restarted-by";
