// npm run bench: every promise of speed and size against what is measured now. `-- <name>` runs one, `-- --quick` all in seconds; `overhead` runs by its name alone.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { ack } from "./ack.ts";
import { startFlags } from "./as-started.ts";
import { idle } from "./idle.ts";
import { overhead } from "./overhead.ts";
import { peak } from "./peak.ts";
import type { Bench } from "./row.ts";
import { rules } from "./rules.ts";
import { ssh } from "./ssh.ts";
import { sync, syncJson } from "./sync.ts";
import { tableOf } from "./table.ts";
import { tell } from "./tell.ts";

const benches: Readonly<Record<string, Bench>> = {
  ...{ sync, json: syncJson, ack, idle, peak, rules, tell, ssh },
  overhead,
};
/** It takes root, a lab and a quarter of an hour. */
const onlyByName = "overhead";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, runs: { type: "string", default: "5" } },
});
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(" or ")}; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
const effort = { quick: values.quick, runs: values.quick ? 1 : Number(values.runs) };

console.log(machine());
if (effort.quick) console.log("A smoke run: everything works, and the numbers mean nothing.");
for (const [name, bench] of Object.entries(benches)) {
  const isWanted = positionals.length > 0 ? positionals.includes(name) : name !== onlyByName;
  const measured = isWanted ? await bench(effort) : [];
  if (measured.length === 0) continue;
  const rows = effort.quick ? measured.map(({ aim: _aim, ...row }) => row) : measured;
  console.log(`\n${name} (load average ${loadavg()[0]?.toFixed(2)})\n\n${tableOf(rows)}`);
}
process.exit();

function machine(): string {
  const all = cpus();
  const flags = startFlags.length > 0 ? startFlags.join(" ") : "no flags";
  return `${all.length} cores (${all[0]?.model ?? "unknown"}), ${process.platform}, Node ${process.version}, ${flags}`;
}
