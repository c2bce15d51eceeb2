// The traces that Wheelhouse leaves on objects, so that only its own are undone.

/** On a node: the operation that cordoned it. */
export const cordonedBy = "wheelhouse/cordoned-by";
