// A connection that is cut after each command of an onboarding, before anybody hears how it ended: whoever resumes goes on, and nothing is done twice.
import { join } from "node:path";
import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { loadSteps } from "#src/operation/load-steps.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import { removeRuntime } from "../../playground/hosts/programs/preparing.ts";
import { planOf } from "../commands/ask.ts";
import { givenNode } from "../given.ts";
import { givenBoard } from "../hosts/given-board.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

const steps = await loadSteps(join(import.meta.dirname, "../../src/steps"));
const mostAttempts = 40;

test("a bare board gets to its join, with the answer of every command lost once", async () => {
  const { hosts, simulated } = await givenBoard();
  const { machine } = simulated;
  removeRuntime(machine);
  const { cluster } = givenJoinable({ nodes: [givenNode({ name: "cp-1" })] });
  const plan = await planOf("node add pi-4", cluster, undefined, hosts);
  const lost: string[] = [];
  machine.faults.cutsAfter = (sent) => {
    // Each line begins with a mark of its own.
    const line = sent.replaceAll(/[0-9a-f]{8}-?[0-9a-f-]{8,}/g, "");
    if (lost.includes(line)) return false;
    lost.push(line);
    return true;
  };
  const joins: (readonly string[])[] = [];
  for (const planned of plan.steps) {
    if (planned.step === "join-node") {
      machine.programs.set("kubeadm", async ({ argv }) => {
        if (argv[1] === "join") joins.push(argv);
        return 0;
      });
      await untilRun(planned);
      await soon(() => expect(joins).toHaveLength(1));
      break;
    }
    await untilDone(planned);
  }
  expect(lost.length).toBeGreaterThan(30);
  const started = machine.ran.flatMap(
    ([line = ""]) => /systemd-run .*?(wheelhouse-op-\S+)/.exec(line)?.[1] ?? [],
  );
  expect(started.length).toBeGreaterThan(2);
  expect(started).toEqual([...new Set(started)]);

  async function untilDone(planned: PlannedStep): Promise<void> {
    const step = steps.get(planned.step);
    for (let nth = 0; step && nth < mostAttempts; nth++) {
      const proof = await step.done(planned.input as never, context()).catch(unheard);
      if (proof?.goal === "holds") return;
      if (proof?.goal === "open") await step.run(planned.input as never, context()).catch(unheard);
    }
    throw new Error(`${planned.title} is never done`);
  }

  async function untilRun(planned: PlannedStep): Promise<void> {
    const step = steps.get(planned.step);
    for (let nth = 0; step && nth < mostAttempts; nth++) {
      const ran = await step.run(planned.input as never, context()).then(() => true, unheard);
      if (ran) return;
    }
    throw new Error(`${planned.title} is never run`);
  }

  function context() {
    return givenContext(cluster, { hosts, signal: AbortSignal.timeout(20_000) });
  }
});

/** Nobody knows how it ended; anything else is a mistake. */
function unheard(error: unknown): undefined {
  if (!(error instanceof UnreachableError)) throw error;
}
