// Which pod of a cluster is this process.

/** The pod that the bot runs in. */
export type Self = { readonly namespace: string; readonly pod: string };
