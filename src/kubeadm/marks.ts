// The traces that Wheelhouse leaves on objects, so that only its own are undone.

/** On a node: the operation that cordoned it. */
export const cordonedBy = "wheelhouse/cordoned-by";

/** On a workload's pod template: the operation that restarted it. */
export const restartedBy = "wheelhouse/restarted-by";

/** On kube-proxy's ConfigMap or DaemonSet: the change that is tried on one node first, and by which operation. */
export const proxyTrial = "wheelhouse/kube-proxy-trial";

/** Beside it: what was there before, so that it can be put back. */
export const proxyBefore = "wheelhouse/kube-proxy-before";

/** On a bootstrap token: the operation that created it. */
export const tokenOf = "wheelhouse/created-by";
