// The unmodified bot as a process of its own, as `npm start` runs it, on what a conversation has prepared.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Conversation } from "./given.ts";

const root = join(import.meta.dirname, "../..");

/** Resolves when it is ready. */
export async function startProcess(chat: Conversation) {
  const folder = folderOf(chat);
  const config = join(folder, "wheelhouse.yaml");
  writeFileSync(config, playgroundSettings.replaceAll("$KUBECONFIG", chat.cluster.kubeconfig));
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      // What is compiled once need not be compiled by each of them.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      WHEELHOUSE_CONFIG: config,
      DATABASE_URL: `sqlite:${join(folder, "wheelhouse.db")}`,
      SLACK_BOT_TOKEN: chat.workspace.botToken,
      SLACK_APP_TOKEN: chat.workspace.appToken,
      SLACK_API_URL: chat.workspace.apiUrl,
      PORT: "0",
      LOG_LEVEL: "debug",
    },
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: unknown) => {
      output += chunk;
      if (output.includes('"event":"ready"')) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", () => reject(new Error(output)));
  });
  return {
    pid: child.pid ?? 0,
    /** Where it serves health. */
    port: Number(/"port":(\d+)/.exec(output)?.[1]),
    /** Resolves with all that it said and logged. */
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
      return output;
    },
  };
}

export function folderOf({ cluster }: Conversation): string {
  return dirname(cluster.kubeconfig);
}
