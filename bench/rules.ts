// What one look of all rules costs, at the size that Kubernetes supports without a thought: 1,000 nodes and 30,000 pods.
import { judge } from "#src/incident/problems.ts";
import type { Sight } from "#src/incident/sight.ts";
import {
  givenAgentPod,
  givenCrashingPod,
  givenDaemonSet,
  givenNode,
  givenPod,
  givenSight,
  silent,
} from "../test/given.ts";
import type { Effort, Row } from "./row.ts";
import { spreadOf } from "./statistics.ts";

const nodeCount = 1_000;
const podCount = 30_000;
/** A look is taken at most so often that it costs one twentieth of the time; within two seconds that is this much. */
const aimMs = 100;
const aimOfOneMs = 0.1;
/** As src/incident/watchman.ts: every two seconds, less often where a look takes more than a twentieth of them. */
const everyMs = (lookMs: number) => Math.max(2_000, 20 * lookMs);
const changesPerSecond = 50;
/** The first few compile. */
const warmUp = 8;

export async function rules({ quick, runs }: Effort): Promise<readonly Row[]> {
  const size = quick ? 100 : 1;
  const well = sightOf(nodeCount / size, podCount / size, false);
  const sick = sightOf(nodeCount / size, podCount / size, true);
  const atWell = looksAt(well, runs);
  return [
    { what: "all rules, a well cluster", unit: "ms", measured: spreadOf(atWell), aim: aimMs },
    {
      what: "the part of one of 50 changes a second in that",
      unit: "ms",
      measured: spreadOf(atWell.map(partOfOne)),
      of: "they are asked every 2 s, not at each change",
      aim: aimOfOneMs,
    },
    {
      what: "all rules, half of the nodes silent and every tenth pod crashing",
      unit: "ms",
      measured: spreadOf(looksAt(sick, runs)),
      aim: aimMs,
    },
  ];
}

/** What a change costs beyond its decoding. */
function partOfOne(lookMs: number): number {
  return lookMs / ((changesPerSecond * everyMs(lookMs)) / 1_000);
}

function looksAt(sight: Sight, runs: number): readonly number[] {
  for (let warm = 0; warm < warmUp; warm += 1) lookAfterAChange(sight);
  // The least of several: what else the machine does only adds.
  return Array.from({ length: runs }, () =>
    Math.min(...Array.from({ length: 5 }, () => lookAfterAChange(sight))),
  );
}

/** Every change makes the array of pods anew, as src/kubernetes/watch/held.ts does: nothing that was sorted before is left. */
function lookAfterAChange(sight: Sight): number {
  const began = performance.now();
  judge({ ...sight, snapshot: { ...sight.snapshot, pods: [...sight.snapshot.pods] } });
  return performance.now() - began;
}

function sightOf(nodeTotal: number, podTotal: number, isSick: boolean): Sight {
  const nodes = Array.from({ length: nodeTotal }, (_each, at) =>
    givenNode({
      name: `n${at}`,
      ...(at < 3 ? { roles: ["control-plane"] } : {}),
      ...(isSick && at % 2 === 0 ? { conditions: [silent(at * 1_000)] } : {}),
    }),
  );
  const pods = Array.from({ length: podTotal }, (_each, at) => {
    const node = `n${at % nodeTotal}`;
    if (at < nodeTotal) return givenAgentPod("kube-proxy", node);
    const owner = { kind: "ReplicaSet", name: `app${at % 2_000}-5d4f8` };
    const more = { name: `web-${at}`, node, owner };
    return isSick && at % 10 === 0 ? givenCrashingPod(more) : givenPod(more);
  });
  return givenSight({
    nodes,
    pods,
    daemonSets: [givenDaemonSet({ desired: nodeTotal, available: nodeTotal })],
  });
}
