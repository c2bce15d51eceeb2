// A real Alertmanager on the loopback, which notifies one webhook at once.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { buildPrograms, programPath } from "../build/build.ts";
import { freePair } from "../fleet/free-ports.ts";

export async function startRealAlertmanager(webhook: { readonly url: string; readonly token: string }) {
  await buildPrograms({ modules: ["alertmanager"] });
  const folder = mkdtempSync(join(tmpdir(), "lab-alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  writeFileSync(join(folder, "token"), webhook.token);
  writeFileSync(config, configOf(webhook.url, join(folder, "token")));
  const port = await freePair();
  const url = `http://127.0.0.1:${port}`;
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    // Nobody else is there to agree with.
    "--cluster.listen-address=",
  ];
  const program = spawn(programPath("alertmanager", "alertmanager"), flags, { stdio: "ignore" });
  const ended = once(program, "exit");
  await vi.waitFor(async () => ok(await fetch(`${url}/-/ready`)), { timeout: 60_000, interval: 200 });
  return {
    url,
    close: async () => {
      program.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function ok({ status }: Response): void {
  if (status !== 200) throw new Error(`Alertmanager is not ready: ${status}`);
}

/** Nothing is waited for, and every alert is a group of its own. */
function configOf(url: string, tokenFile: string): string {
  return JSON.stringify({
    route: { receiver: "wheelhouse", group_by: ["..."], group_wait: "0s", group_interval: "1s" },
    receivers: [
      {
        name: "wheelhouse",
        webhook_configs: [
          {
            url,
            send_resolved: true,
            http_config: { authorization: { credentials_file: tokenFile } },
          },
        ],
      },
    ],
  });
}
