// After a restart: looks how far an operation got, and leaves everything else to a person. It runs nothing.
import { type Answer, actingOf, fencesOf, type Run, wordsOf } from "./ask.ts";
import { type Claim, claimBy, holdClaim, Lost } from "./claim.ts";
import type { Engine } from "./engine.ts";
import { finished, progress, settle, stillUnderWay } from "./execute.ts";
import { isOpen } from "./lifecycle.ts";
import type { Operation, Runner } from "./operation.ts";
import { isOver, waitFor } from "./wait-for.ts";

/** What was under way may need a moment to show: the pod that we were is still terminating on the node that we drained. */
const settleMs = 120_000;

/** Takes over an operation that nobody runs any more, unless somebody does since it was `found`. Never rejects. */
export async function recover(engine: Engine, found: Operation): Promise<void> {
  const { id } = found;
  const { journal, clock, runner, log } = engine;
  try {
    const taken = await journal.change(id, (operation) =>
      operation.state === "running" && isSame(operation.runner, found.runner)
        ? { next: { ...operation, runner: claimBy(runner, clock.now()) }, entries: [] }
        : undefined,
    );
    if (taken.outcome !== "done") return;
  } catch (error) {
    return log.error("could not take over an operation", { operation: id, error });
  }
  log.warn("looks how far an operation got before the restart", { operation: id });
  const claim = holdClaim(engine, id);
  try {
    await look(engine, claim);
  } catch (error) {
    const level = error instanceof Lost ? "warn" : "error";
    log[level]("an operation could not be recovered", { operation: id, error });
  } finally {
    await claim.release();
  }
}

function isSame(one: Runner | undefined, other: Runner | undefined): boolean {
  return one?.id === other?.id && one?.until === other?.until;
}

async function look(engine: Engine, claim: Claim): Promise<void> {
  const { clock } = engine;
  let operation = await claim.read();
  const running = { ...claim, fences: fencesOf(engine, operation) };
  for (const [at, record] of operation.steps.entries()) {
    if (!isOpen(record)) continue;
    const answer = await ask(engine, running, operation, at);
    if (claim.signal.aborted) return;
    const outcome = outcomeOf(operation, at, answer);
    operation = await settle(engine, claim, at, outcome);
    if (operation.state !== "running") return;
  }
  await claim.change((now) => finished(now, clock.now()));
}

/** A step that had begun is given time to show its effect; one that had not is asked once, unless nobody answers. */
async function ask(engine: Engine, claim: Claim & Run, operation: Operation, at: number): Promise<Answer> {
  const { clock, log } = engine;
  const planned = operation.plan.steps[at];
  if (!planned) return { goal: "unknown", evidence: `The stored plan has no step ${at + 1}.` };
  const acting = actingOf(engine, operation, planned, claim);
  if ("unfit" in acting) return { goal: "unknown", evidence: acting.unfit };
  const hadBegun = operation.steps[at]?.state === "running";
  const patience = { clock, signal: claim.signal };
  const enough = (answer: Answer) =>
    isOver(answer) || answer.goal === "underway" || (answer.goal === "open" && !hadBegun);
  try {
    const found = await waitFor(acting.done, { ...patience, withinMs: settleMs, enough });
    if (found.goal !== "underway") return found;
    // Somebody else is at it, and was before us: nothing is run, and how it ends is worth waiting for.
    const last = await waitFor(acting.done, {
      ...patience,
      withinMs: acting.timeoutMs,
      enough: ({ goal }) => goal !== "underway" && goal !== "unknown",
      between: async ({ evidence }) => {
        await claim.change((now) => progress(now, at, evidence));
      },
    });
    return last.goal === "underway" ? { ...last, evidence: stillUnderWay(acting, last.evidence) } : last;
  } catch (error) {
    if (error instanceof Lost) throw error;
    if (wordsOf(error) === undefined)
      log.error("a step failed unexpectedly", { operation: operation.id, error });
    return { goal: "unknown", evidence: wordsOf(error) ?? "asking it failed; the log has the details." };
  }
}

function outcomeOf(operation: Operation, at: number, { goal, evidence, caveat }: Answer) {
  const { state, evidence: last } = operation.steps[at] ?? {};
  const hadBegun = state === "running";
  if (goal === "failed") return { kind: "failed" as const, words: evidence };
  if (goal === "holds")
    return { kind: hadBegun ? ("done" as const) : ("skipped" as const), words: evidence, caveat };
  const when = hadBegun ? "while this ran, and it may be half done" : "before this began";
  // A step that had already put everything back leaves no other trace of why.
  const known = last === undefined || last === evidence ? "" : ` (before the restart: ${last})`;
  return { kind: "interrupted" as const, words: `Wheelhouse was restarted ${when}: ${evidence}${known}` };
}
