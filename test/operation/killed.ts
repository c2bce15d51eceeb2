// A process that proposes, approves and runs an operation, and is killed at the point it is told: `killed.ts FOLDER POINT START`.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "#src/operation/step.ts";
import { goal } from "#src/operation/step.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { handClock } from "../hand-clock.ts";
import { bob, givenOperations, switchStep } from "./given.ts";

/** The plan of the test: the second switch is on already. */
export const names = ["a", "b", "c"];

/** Switches are files, so that they outlive a process; what was run is in `runs`. */
export function fileStep(folder: string, point: () => void = () => undefined): Step {
  const isOn = (name: string) => existsSync(join(folder, name));
  return switchStep({ on: new Set(), calls: [] }, "switch-on", {
    done: async ({ name }) => ({
      goal: goal(isOn(name)),
      evidence: `${name} is ${isOn(name) ? "on" : "off"}`,
    }),
    run: async ({ name }) => {
      point();
      appendFileSync(join(folder, "runs"), `begin ${name}\n`);
      point();
      writeFileSync(join(folder, name), "");
      point();
    },
  });
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const [folder = "", killAt = "", start = ""] = process.argv.slice(2);
  let points = 0;
  const point = () => {
    if (++points === Number(killAt)) process.kill(process.pid, "SIGKILL");
  };
  const hand = handClock(Number(start));
  const store = withPoints(openSqlite(join(folder, "wheelhouse.db")), point);
  const given = givenOperations({ hand, store, steps: [fileStep(folder, point)] });
  const { operations } = given;
  const [known] = await operations.list({});
  if (known) await recoverAll(known.id);
  else await runAll();
  await say(`points ${points}`);

  async function runAll(): Promise<void> {
    const { id } = await given.propose(names);
    await say("proposed");
    await operations.decide({ decision: "approve", id, person: bob });
    await say("approved");
    await say((await given.ended(id)).state);
  }

  async function recoverAll(id: string): Promise<void> {
    const started = operations.start();
    await hand.settle();
    await started;
    await say((await given.ended(id)).state);
  }
}

/** A point before everything that is written: from a write to the next point nothing else is left behind but what was said of it. */
function withPoints(store: Store, point: () => void): Store {
  const before = async <T>(write: () => Promise<T>): Promise<T> => {
    point();
    return write();
  };
  return {
    ...store,
    operations: {
      ...store.operations,
      add: (turn) => before(() => store.operations.add(turn)),
      change: (id, decide) => before(() => store.operations.change(id, decide)),
    },
    note: (entry) => before(() => store.note(entry)),
  };
}

/** Resolves once the reader can have it, whatever happens to this process next. */
function say(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}
