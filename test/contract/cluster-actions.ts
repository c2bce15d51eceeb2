// What Wheelhouse relies on when it changes a cluster, as tests that run on the simulator and on a real API server alike.
// None of it needs a controller or a kubelet. Budgets have the status that a test writes, so no disruption controller may run.
import { tokensContract } from "./actions/bootstrap-tokens.ts";
import { certificateRequestsContract } from "./actions/certificate-requests.ts";
import { configMapContract } from "./actions/config-map.ts";
import { budgetsContract } from "./actions/disruption-budgets.ts";
import { nodesContract } from "./actions/nodes.ts";
import { accountContract } from "./actions/own-account.ts";
import { podsContract } from "./actions/pods.ts";
import { type Actors, sceneFor } from "./actions/scene.ts";
import { strangerContract } from "./actions/stranger.ts";
import { volumesContract } from "./actions/volumes.ts";
import { workloadsContract } from "./actions/workloads.ts";

export function actionsContract(connect: () => Promise<Actors>): void {
  const scene = sceneFor(connect);
  nodesContract(scene);
  podsContract(scene);
  budgetsContract(scene);
  workloadsContract(scene);
  configMapContract(scene);
  tokensContract(scene);
  certificateRequestsContract(scene);
  volumesContract(scene);
  accountContract(scene);
  strangerContract(scene);
}
