// The verbs of the cluster adapter and what a cluster makes of them: always on the simulator; the verbs also on the API server of
// WHEELHOUSE_TEST_KUBECONFIG, the reactions on the whole cluster of WHEELHOUSE_TEST_CLUSTER_KUBECONFIG.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { parse, stringify } from "yaml";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { type Unfenced, unfenced } from "../unfenced.ts";
import { actionsContract } from "./cluster-actions.ts";
import { reactionsContract } from "./cluster-reactions.ts";
import { connectBy } from "./connection.ts";

const real = process.env.WHEELHOUSE_TEST_KUBECONFIG;
const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

function adapter(kubeconfig: string): Unfenced {
  return unfenced(connectCluster({ name: "home", kubeconfig, clock: systemClock, log: silentLog }));
}

/** Without the child process that a kubeconfig takes. */
function simulatedAdapter({ url, ca }: SimulatedCluster, { cert, key }: SimulatedCluster["admin"]): Unfenced {
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server: url, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
  return unfenced(
    connectCluster({
      name: "home",
      clock: systemClock,
      log: silentLog,
      load: async () => ({ endpoint }),
    }),
  );
}

async function newFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-actions-"));
  ends.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe("the simulated cluster", () => {
  // Without controllers, as a bare API server: budgets have the status that a test gives them, and pods stay.
  actionsContract(async () => {
    const directory = await newFolder();
    const options = { directory, controllers: false, heartbeatMs: 0, podStopMs: 600_000, rules: [] };
    const simulated = await startCluster(options);
    ends.push(simulated.close);
    return {
      admin: await connectBy(simulated.adminKubeconfig),
      cluster: simulatedAdapter(simulated, simulated.admin),
      stranger: async () => simulatedAdapter(simulated, simulated.credentials),
    };
  });
});

describe("the simulated cluster's controllers", () => {
  reactionsContract(async () => {
    const directory = await newFolder();
    const simulated = await startCluster({ directory, podStartMs: 150, podStopMs: 20 });
    ends.push(simulated.close);
    return {
      admin: await connectBy(simulated.adminKubeconfig),
      cluster: simulatedAdapter(simulated, simulated.admin),
      image: "registry.k8s.io/pause:3.10",
    };
  });
});

const whole = process.env.WHEELHOUSE_TEST_CLUSTER_KUBECONFIG;
if (whole !== undefined) {
  describe("the real cluster", () => {
    reactionsContract(async () => ({
      admin: await connectBy(whole),
      cluster: adapter(whole),
      image: process.env.WHEELHOUSE_TEST_IMAGE ?? "registry.k8s.io/pause:3.10.1",
    }));
  }, 180_000);
}

if (real !== undefined) {
  describe("the real API server", () => {
    actionsContract(async () => {
      const directory = await newFolder();
      const admin = await connectBy(real);
      return {
        admin,
        cluster: adapter(real),
        stranger: async (namespace) => {
          const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`;
          const answer = await admin.request(path, { method: "POST", body: {} });
          const { status } = JSON.parse(answer.body.toString()) as { status: { token: string } };
          const kubeconfig = join(directory, "stranger.kubeconfig");
          await writeFile(kubeconfig, withToken(await readFile(real, "utf8"), status.token));
          return adapter(kubeconfig);
        },
      };
    });
  });
}

/** The same cluster, with a service account's token for everybody. */
function withToken(kubeconfig: string, token: string): string {
  const { users, ...rest } = parse(kubeconfig) as { users: readonly { name: string }[] };
  return stringify({ ...rest, users: users.map(({ name }) => ({ name, user: { token } })) });
}
