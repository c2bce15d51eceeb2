// Who may do what in the lab's cluster: an administrator for tests, and the bot with nothing but the RBAC of deploy/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";

import { identityFile } from "../hosts/keys.ts";
import { macOf, network } from "../hosts/names.ts";
import { hostRecords } from "../hosts/records.ts";
import { stateFolder } from "../paths.ts";
import { adminKubeconfig, apply, botKubeconfig, kubectl } from "./kubectl.ts";
import { onHost } from "./on-host.ts";

const deployFolder = join(import.meta.dirname, "../../../deploy/base");

/** For the bot, beside the playground's workspace: its people and channels. */
export const botSettings = join(stateFolder, "wheelhouse.yaml");

/** Fetches admin.conf, which changes when certificates are renewed. */
export async function fetchAdminKubeconfig(controlPlane: string): Promise<void> {
  writeSecret(
    adminKubeconfig,
    await onHost(controlPlane, "reading admin.conf", "cat /etc/kubernetes/admin.conf"),
  );
}

/** Does what docs/deployment.md says for a bot outside the cluster. */
export async function grantBotAccess(): Promise<void> {
  for (const file of ["namespace.yaml", "rbac.yaml"])
    await apply(readFileSync(join(deployFolder, file), "utf8"));
  const token = await kubectl([
    "--namespace=wheelhouse",
    "create",
    "token",
    "wheelhouse",
    "--duration=8760h",
  ]);
  const { clusters } = AdminConfig.parse(parse(readFileSync(adminKubeconfig, "utf8")));
  writeSecret(
    botKubeconfig,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "lab", cluster: clusters[0].cluster }],
      users: [{ name: "wheelhouse", user: { token: token.trim() } }],
      contexts: [{ name: "lab", context: { cluster: "lab", user: "wheelhouse" } }],
      "current-context": "lab",
    }),
  );
}

const AdminConfig = z.object({ clusters: z.tuple([z.object({ cluster: z.object({}).loose() })]) });

/** The bot's configuration: this cluster, its hosts over ssh, and the people of the playground's workspace. */
export function writeBotSettings(): void {
  const broadcast = network.broadcast;
  const hosts = hostRecords().map(({ name, address, number }) => [
    name,
    { address, mac: macOf(number), broadcast },
  ]);
  writeFileSync(
    botSettings,
    stringify({
      slack: { mode: "socket" },
      clusters: {
        lab: {
          kubeconfig: botKubeconfig,
          channels: { alerts: "C0ALERTS", approvals: "C0OPS" },
          ssh: { user: "ops", identityFile: identityFile("ops") },
          hosts: Object.fromEntries(hosts),
          packages: `http://${network.gateway}/core:/stable:/v{minor}/deb/`,
          runtimePackages: `http://${network.gateway}/linux/`,
        },
      },
      access: { viewer: ["U0VIC"], operator: ["U0ANN"], approver: ["U0BOB"], admin: ["U0BOB"] },
    }),
  );
}

function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}
