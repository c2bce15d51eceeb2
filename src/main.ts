// The program: reads the environment, starts Wheelhouse, and stops it when it is told to.
import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { ConfigError } from "./base/errors.ts";
import { loadConfig } from "./config/config.ts";
import { startWheelhouse } from "./start/wheelhouse.ts";

async function main(): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  const config = loadConfig(process.env, (path) => readFileSync(path, "utf8"));
  try {
    const wheelhouse = await startWheelhouse({ config, signal });
    // Node writes what it compiled at the end only, which a process that is killed does not have.
    flushCompileCache();
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await wheelhouse.stop();
  } catch (error) {
    // To be stopped while Slack cannot be reached is no failure.
    if (!signal.aborted) throw error;
  }
}

if (import.meta.main) {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    // Not the error itself: what vendors hang on theirs may hold a token.
    console.error(
      error instanceof ConfigError
        ? [error.message, error.hint].filter(Boolean).join("\n")
        : String((error as Error)?.stack ?? error),
    );
    process.exit(1);
  }
}
