// Deleting a Node: that one, by its uid, and no other of the same name.
import type { Deletion } from "../actions.ts";
import { type NodeRef, nodeDeletionCall } from "../calls/nodes.ts";
import { resources } from "../resources.ts";
import { type Acting, type Asking, explainRefusal } from "./act.ts";

export async function deleteNode(acting: Acting, ref: NodeRef, signal: AbortSignal): Promise<Deletion> {
  const asking: Asking = {
    what: `delete node ${ref.node}`,
    resource: resources.nodes,
    call: nodeDeletionCall(ref),
  };
  const refusal = await acting.ask(asking, signal);
  if (refusal === undefined) return "deleting";
  if (refusal.status === 404) return "gone";
  throw explainRefusal(refusal, asking, acting.cluster);
}
