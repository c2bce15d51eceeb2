// The contracts that the simulated cluster is held to, on the real cluster: its API server, controllers and kubelets.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { startComponents, stopComponents } from "../cluster/control-plane.ts";
import { givenCluster } from "../cluster/given-cluster.ts";
import { adminKubeconfig, kubectl } from "../cluster/kubectl.ts";
import { runInLabArgv } from "../hosts/index.ts";
import { outcomeOf } from "../run.ts";

const root = join(import.meta.dirname, "../../..");

let forgets = false;

beforeAll(async () => {
  await givenCluster();
  // What an API server has seen since it started it remembers, and a young cluster's has seen everything.
  const made = await timeOf("namespace/kube-system", "{.metadata.creationTimestamp}");
  const began = await timeOf(
    "--namespace=kube-system pod/kube-apiserver-cp1",
    "{.status.containerStatuses[0].state.running.startedAt}",
  );
  forgets = began - made > 5 * 60_000;
});

test.each([
  { what: "reads and watches", file: "cluster.test.ts", names: "the real API server" },
  {
    // The budgets of this suite have the status that a test gives them.
    what: "changes",
    file: "cluster-actions.test.ts",
    names: "the real API server",
    without: ["kube-controller-manager"] as const,
  },
  {
    what: "what controllers and kubelets make of changes",
    file: "cluster-actions.test.ts",
    names: "the real cluster",
  },
])(
  "the cluster keeps the contract of $what",
  async ({ file, names, without = [] }) => {
    await stopComponents("cp1", without);
    onTestFinished(() => startComponents("cp1", without));
    const report = join(mkdtempSync(join(tmpdir(), "contract-")), "report.json");
    const { code, stderr } = await inLab([
      join(root, "node_modules/.bin/vitest"),
      "run",
      `--config=${join(import.meta.dirname, "contract.config.ts")}`,
      `test/contract/${file}`,
      `--testNamePattern=${names}`,
      "--testTimeout=120000",
      "--hookTimeout=120000",
      "--reporter=json",
      `--outputFile=${report}`,
    ]);
    expect(existsSync(report), stderr).toBe(true);
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    rmSync(dirname(report), { recursive: true });
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join("\n").slice(0, 1_000)}`);
    expect(failed, stderr).toEqual([]);
    expect(testResults.map(({ message }) => message ?? "").join(""), "of hooks").toBe("");
    // A hook that failed is no test that failed.
    expect(code, stderr).toBe(0);
    expect(numPassedTests).toBeGreaterThan(8);
  },
  600_000,
);

async function timeOf(what: string, path: string): Promise<number> {
  return Date.parse(await kubectl(["get", ...what.split(" "), `--output=jsonpath=${path}`]));
}

/** What vitest's JSON reporter writes, as far as it is read here. */
type Report = {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

function inLab(argv: readonly string[]) {
  return outcomeOf(runInLabArgv([process.execPath, ...argv]), {
    cwd: root,
    env: {
      WHEELHOUSE_TEST_KUBECONFIG: adminKubeconfig,
      WHEELHOUSE_TEST_CLUSTER_KUBECONFIG: adminKubeconfig,
      WHEELHOUSE_TEST_FORGETS: String(forgets),
      WHEELHOUSE_TEST_IMAGE: "registry.k8s.io/pause:3.10.2",
    },
  });
}
