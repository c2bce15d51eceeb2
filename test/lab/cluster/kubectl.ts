// The lab's own kubectl, run by this machine inside the lab's network.
import { join } from "node:path";
import { buildPrograms } from "../build/build.ts";
import { withLabNetwork } from "../hosts/network.ts";
import { endingWithUs } from "../hosts/start.ts";
import { stateFolder } from "../paths.ts";
import { type Outcome, outcomeOf, run, runHere } from "../run.ts";

/** For tests and for the lab itself: may do everything. */
export const adminKubeconfig = join(stateFolder, "admin.kubeconfig");

/** The bot's: a service account with the RBAC of deploy/. */
export const botKubeconfig = join(stateFolder, "wheelhouse.kubeconfig");

type Options = { readonly kubeconfig?: string; readonly input?: string };

/** Standard output. Rejects with kubectl's own words. */
export async function kubectl(args: readonly string[], options: Options = {}): Promise<string> {
  return run(await kubectlArgv(args, options), { input: options.input ?? "", env });
}

/** For calls whose failure is an answer too. */
export async function kubectlOutcome(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return outcomeOf(await kubectlArgv(args, options), { input: options.input ?? "", env });
}

/** On this terminal; answers the exit code. */
export async function kubectlHere(args: readonly string[]): Promise<number> {
  return runHere([
    "env",
    ...Object.entries(env).map((pair) => pair.join("=")),
    ...(await kubectlArgv(args, {})),
  ]);
}

/** Applies manifests; what is as it says already stays untouched. */
export async function apply(manifest: string): Promise<void> {
  await kubectl(["apply", "-f", "-"], { input: manifest });
}

async function kubectlArgv(
  args: readonly string[],
  { kubeconfig = adminKubeconfig }: Options,
): Promise<readonly string[]> {
  const [program = ""] = await buildPrograms({ modules: ["kubernetes-1.37"], names: ["kubectl"] });
  return endingWithUs(withLabNetwork([program, `--kubeconfig=${kubeconfig}`, ...args]));
}

// Its cache of what the API serves would land in the home of whoever runs the lab.
const env = { KUBECACHEDIR: join(stateFolder, "kubectl") };
