// A process of its own: the simulated workspace, and a person in it who sends one command after another.
import { startWorkspace } from "../../playground/slack/workspace.ts";
import { input, onAsked, tell } from "../program.ts";

export type WorkspaceInput = { readonly pauseMs: number };
export type WorkspaceReady = {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
};

export type Question =
  | { readonly deliverTo: string; readonly signingSecret: string }
  | { readonly commands: number; readonly text: string };

/** From the sending of each command to its acknowledgement, ms. */
export type Answer = { readonly times: readonly number[] };

const { pauseMs } = input<WorkspaceInput>();
const workspace = await startWorkspace({ rateLimits: false });
const { apiUrl, botToken, appToken } = workspace;
const ready: WorkspaceReady = { apiUrl, botToken, appToken };
tell(ready);
onAsked<Question>(async (question) => {
  if ("deliverTo" in question) {
    workspace.deliverTo({ url: question.deliverTo, signingSecret: question.signingSecret });
    return { times: [] };
  }
  const times: number[] = [];
  for (let count = 0; count < question.commands; count += 1) times.push(await timed(question.text));
  const refused = workspace.transcript({ as: "U0ANN" }).includes("failed with the error");
  if (refused) throw new Error("a command was not acknowledged");
  return { times };
});

async function timed(text: string): Promise<number> {
  const startedAt = performance.now();
  await workspace.say({ as: "U0ANN", channel: "C0OPS", text });
  const ms = performance.now() - startedAt;
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return ms;
}
