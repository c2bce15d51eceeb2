// A cluster: an account of its own there, made with the person's own rights once they have seen what that is, and its kubeconfig.

import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { advise } from "#src/kubeadm/advise.ts";
import { connectPerson, type Person } from "#src/kubernetes/account/connect-person.ts";
import { kubeconfigOf } from "#src/kubernetes/account/make-account.ts";
import type { Manifest } from "#src/kubernetes/account/manifests.ts";
import type { LoadCredentials } from "#src/kubernetes/connection/credentials.ts";
import { clusterIn } from "#src/kubernetes/connection/kubeconfig-cluster.ts";
import { askContext } from "./ask-context.ts";
import { checkFolder, writePrivately } from "./files.ts";
import { offerAccount } from "./offer-account.ts";
import { proveAccount } from "./prove-account.ts";
import type { SettingsFile } from "./settings-file.ts";
import { askUntil, askWhether, type Terminal } from "./terminal.ts";

export type ClusterParts = {
  readonly terminal: Terminal;
  readonly settings: SettingsFile;
  /** Of deploy/base, in the order in which they are applied. */
  readonly manifests: readonly Manifest[];
  /** kubectl's own, the first that there is. */
  readonly usualKubeconfig: string;
  readonly load: LoadCredentials | undefined;
};

/** Every cluster in the settings has a kubeconfig afterwards, and there is one at least. */
export async function askClusters(parts: ClusterParts): Promise<void> {
  const { terminal, settings } = parts;
  const clusters = Object.entries(settings.settings()?.clusters ?? {});
  for (const [name, { kubeconfig, inCluster }] of clusters) {
    if (inCluster || (kubeconfig !== undefined && existsSync(kubeconfig)))
      terminal.say(`✓ Cluster ${name}: ${kubeconfig ?? "the one that Wheelhouse runs in"}`);
    else if (kubeconfig !== undefined) await makeKubeconfig(parts, name, kubeconfig);
  }
  if (clusters.length > 0) return;
  const { name, path } = await makeFirst(parts);
  settings.set(["clusters", name], { kubeconfig: path });
}

async function makeFirst(parts: ClusterParts) {
  const { terminal, settings } = parts;
  const folder = dirname(settings.path);
  const chosen = await askContext(parts);
  const usual = clusterIn(chosen.text, { path: chosen.kubeconfig, context: chosen.context });
  const name = await askUntil(terminal, `What do people call this cluster? [${usual}]`, (answer) =>
    answer === "" || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(answer)
      ? { value: answer || usual }
      : { wrong: "lower-case letters, digits, dots and hyphens" },
  );
  const path = join(folder, `${name}.kubeconfig`);
  if (!(await isKept(terminal, path))) await makeKubeconfig(parts, name, path, chosen);
  return { name, path };
}

/** A kubeconfig of that name may be somebody's own. */
async function isKept(terminal: Terminal, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  if (await askWhether(terminal, `${path} is there already. Use it as it is?`, true)) return true;
  renameSync(path, `${path}.old`);
  terminal.say(`  It is ${path}.old now.`);
  return false;
}

type Chosen = Awaited<ReturnType<typeof askContext>>;

/** Until it is there: whatever the API server refuses may be had with another context. */
async function makeKubeconfig(
  parts: ClusterParts,
  name: string,
  path: string,
  first?: Chosen,
): Promise<void> {
  checkFolder(dirname(path));
  let chosen = first;
  for (;;) {
    const { kubeconfig, context } = chosen ?? (await askContext(parts, name));
    const person = connectPerson({
      name,
      kubeconfig,
      context,
      advise,
      ...(parts.load && { load: parts.load }),
    });
    try {
      const text = await textOf(parts, name, person);
      writePrivately(path, text);
      await proveAccount({ name, kubeconfig: path, load: parts.load });
      return parts.terminal.say(`  ✓ ${path}: it can read the nodes of ${name}`);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
      parts.terminal.say(`  ✗ ${[error.message, error.hint].filter(Boolean).join("\n    ")}`);
      chosen = undefined;
    } finally {
      person.stop();
    }
  }
}

async function textOf({ terminal, manifests }: ClusterParts, name: string, person: Person): Promise<string> {
  const endpoint = await person.endpoint();
  const { token, endsAt } = await offerAccount({ terminal, manifests, server: endpoint.server, person });
  const until = new Date(endsAt).toISOString().slice(0, 10);
  terminal.say(
    `  ✓ A token of it, until ${until}: npm run setup makes a new one when its kubeconfig is taken away.`,
  );
  if (/\/\/(127\.|localhost|\[::1\])/.test(endpoint.server))
    terminal.say(`  ! ${endpoint.server} is this machine: the bot reaches the cluster only from here.`);
  return kubeconfigOf(name, endpoint, token);
}
