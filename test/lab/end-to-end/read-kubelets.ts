// What a bot that may ask kubelets reads of them, and what its rules make of that: one JSON line. Run inside the lab's network.
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { problemsOf } from "#src/incident/problems.ts";
import { sightOf } from "#src/incident/sight.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import type { Reading } from "#src/kubernetes/probe.ts";

const [kubeconfig = ""] = process.argv.slice(2);
const given = { name: "lab", kubeconfig, kubelets: true };
const cluster = connectCluster({ ...given, clock: systemClock, log: silentLog });
cluster.start();
const signal = AbortSignal.timeout(60_000);
await cluster.settled(signal);
await Promise.all([cluster.probe("volumes", signal), cluster.probe("kubelets", signal)]);
const { volumes, kubelets } = cluster.probes();
const problems = problemsOf(sightOf(cluster, systemClock.now()));
console.log(JSON.stringify({ volumes: plain(volumes), kubelets: plain(kubelets), problems }));
await cluster.stop();

/** An error's words are no property of it that JSON knows. */
function plain<T>(reading: Reading<T> | undefined): object {
  if (reading === undefined) return {};
  return "error" in reading ? { error: reading.error.message } : { value: reading.value };
}
