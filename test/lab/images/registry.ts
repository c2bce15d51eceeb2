// The registry that hosts pull from: Debian's docker-registry over a folder of the cache.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { network } from "../hosts/names.ts";
import type { Service } from "../hosts/services.ts";
import { endingWithUs } from "../hosts/start.ts";
import { cacheFolder } from "../paths.ts";

/** What hosts pull from. Read-only, so that nothing on a host can change what later labs pull. */
export async function registryService(): Promise<Service> {
  return { name: "registry", port, argv: argv(`${network.gateway}:${port}`, [readOnly]) };
}

/** Of every host's containerd mirrors. */
const port = 5000;

/** Runs the registry on the loopback for as long as `use` takes. */
export async function withRegistry<Result>(
  { writable }: { readonly writable: boolean },
  use: (base: string) => Promise<Result>,
): Promise<Result> {
  const options = writable ? [] : [readOnly];
  const registry = argv("127.0.0.1:0", ["REGISTRY_LOG_LEVEL=info", ...options]);
  const [program = "", ...args] = endingWithUs(registry);
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  try {
    return await use(`http://${await listening(child.stderr)}`);
  } finally {
    child.kill();
    await ended;
  }
}

// One level up from the setting: docker-registry takes no environment for what is deeper.
const readOnly = "REGISTRY_STORAGE_MAINTENANCE_READONLY={enabled: true}";

function argv(address: string, environment: readonly string[]): readonly string[] {
  const folder = join(cacheFolder, "images", "registry");
  // Without its folder a read-only registry answers 503 for ever.
  mkdirSync(folder, { recursive: true });
  return [
    "env",
    `REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY=${folder}`,
    `REGISTRY_HTTP_ADDR=${address}`,
    ...environment,
    "docker-registry",
    "serve",
    join(import.meta.dirname, "registry.yml"),
  ];
}

async function listening(log: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = [];
  const reader = createInterface({ input: log });
  return new Promise((resolve, reject) => {
    // The reader goes on after the address: a full pipe would stop the registry.
    reader.on("line", (line) => {
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (address) resolve(address);
      else lines.push(line);
    });
    reader.on("close", () => reject(new Error(`docker-registry ended: ${lines.join("\n")}`)));
  });
}
