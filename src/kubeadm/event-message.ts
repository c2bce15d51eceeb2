// The message of an event without what all of its kind say alike, so that the cause is within what is read.

/** Error wrapping of gRPC, and what the recorder puts before events it has counted together. */
const wrapping = /rpc error: code = \w+ desc = |\(combined from similar events\): /g;
/** Ids of containers and sandboxes; crictl takes and shows their beginning. */
const id = /\b([0-9a-f]{12})[0-9a-f]{50,52}\b/g;
/** The scheduler goes on to say that nobody would be preempted either; since 1.34 of claims for devices too. */
const preemption = /(?<=\.)(?: no new claims to deallocate,)? preemption: \d+\/\d+ nodes are available: .*$/s;

export function causeIn(message: string): string {
  return message.replace(wrapping, "").replace(id, "$1").replace(preemption, "");
}
