// How long the bot may take to stop, as src/start/wheelhouse.ts says.
import { readText } from "./deploy-files.ts";

/** Lines under way get the grace, what is owed to Slack half of it again, the rest is quick. */
export function longestStopSeconds(): number {
  const graceMs = /^const graceMs = ([\d_]+);$/m.exec(readText("src/start/wheelhouse.ts"))?.[1];
  if (graceMs === undefined) throw new Error("src/start/wheelhouse.ts has no graceMs");
  return (Number(graceMs.replaceAll("_", "")) * 1.5) / 1000 + 5;
}
