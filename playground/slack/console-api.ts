// The page's HTTP API under /console/, for browsers on this machine only.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Acked, click, pick } from "./actions.ts";
import { asRecord, parseJson } from "./arguments.ts";
import type { Action, Say, Submit, Suggest } from "./console.ts";
import { consoleState } from "./console-state.ts";
import { choiceField } from "./elements.ts";
import { openHome } from "./home.ts";
import { answerJson, readBody } from "./http.ts";
import type { Context } from "./methods/method.ts";
import { Refusal } from "./refusal.ts";
import { say } from "./say.ts";
import type { Values } from "./state.ts";
import { close, type Submitted, submit } from "./submit.ts";
import { suggest } from "./suggest.ts";
import { targetOf } from "./surface.ts";

export type ConsoleContext = Context & { readonly connections: () => number };

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

export async function answerConsole(
  request: IncomingMessage,
  response: ServerResponse,
  context: ConsoleContext,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const name = url.pathname.replace(/^\/console\//, "");
  if (!ours(request)) {
    answerJson(response, 403, { ok: false, error: "only the page on this machine may ask" });
    return;
  }
  if (request.method === "POST") return answerPost(name, request, response, context);
  const as = url.searchParams.get("as") ?? String(context.state.people.keys().next().value);
  if (name === "state") answerJson(response, 200, consoleState(context.state, as, context.connections()));
  else if (name === "events") streamState(as, response, context);
  else answerJson(response, 404, { ok: false, error: "not found" });
}

/** Another site's page must not reach us, neither by its own name for 127.0.0.1 nor by a cross-origin request. */
function ours({ headers }: IncomingMessage): boolean {
  if (!LOOPBACK.test(headers.host ?? "")) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

async function answerPost(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  context: ConsoleContext,
): Promise<void> {
  const post = POSTS[name];
  const body = asRecord(parseJson((await readBody(request)).toString("utf8")));
  if (!post) {
    answerJson(response, 404, { ok: false, error: "not found" });
    return;
  }
  try {
    answerJson(response, 200, { ok: true, ...(await post(body, context)) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answerJson(response, 400, { ok: false, error: error.code, ...error.details });
  }
}

type Post = (body: Record<string, unknown>, context: ConsoleContext) => Promise<object>;

// The bodies are what console.ts promises; the page and this file are tested against each other.
const POSTS: Readonly<Record<string, Post>> = {
  say: (body, context) => say(body as Say, context),
  action: async (body, context) => answered(await act(body as Action, context)),
  suggest: async (body, context) => {
    const { value, ...rest } = body as Suggest;
    return { options: await suggest({ ...rest, text: value }, context) };
  },
  submit: async (body, context) => answered(await submit(body as Submit, context)),
  close: async (body, context) => {
    await close(body as { as: string; view_id: string }, context);
    return {};
  },
  home: async (body, context) => {
    await openHome(body as { as: string }, context);
    return {};
  },
  scenario: async (body, { state }) => {
    await state.settings.scenarios?.toggle(String(body.name));
    state.changed.emit();
    return {};
  },
  leap: async (body, context) => {
    await leap(Number(body.minutes), context);
    return {};
  },
};

const longestLeap = 60;

/** @throws Refusal for more than an hour at once, and where time cannot be let pass */
async function leap(minutes: number, { state }: ConsoleContext): Promise<void> {
  const { time } = state.settings;
  if (!time || !(minutes > 0 && minutes <= longestLeap)) throw new Refusal("Time cannot be let pass so.");
  await time.leap(minutes * 60_000);
  state.changed.emit();
}

/** The page tells the person when the bot did not answer, as Slack does. */
function answered(result: Submitted): Submitted {
  if (result.acked || result.errors) return result;
  throw new Refusal("The bot did not answer in time. Try again?");
}

async function act(action: Action, context: ConsoleContext): Promise<Acked> {
  const { as, where, block_id, action_id, state } = action;
  const which = { block_id, action_id };
  const values = state === undefined ? {} : { state: asRecord(asRecord(state).values ?? state) as Values };
  const target = targetOf(context.state, as, where, which);
  if (target.element.type === "button") return click({ as, where, ...which, ...values }, context);
  const { action_id: typed } = target.element;
  const held = action.selected_option ?? typedValue(values.state, block_id, typed, target.element.type);
  return pick(as, target, held, context);
}

function typedValue(values: Values | undefined, block: string, action: string, type: string): unknown {
  return asRecord(values?.[block]?.[action])[choiceField(type)];
}

function streamState(as: string, response: ServerResponse, { state, connections }: ConsoleContext): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let due = false;
  const send = () => {
    due = false;
    response.write(`data: ${JSON.stringify(consoleState(state, as, connections()))}\n\n`);
  };
  const stop = state.changed.subscribe(() => {
    if (due) return;
    due = true;
    setImmediate(send);
  });
  response.on("close", stop);
  send();
}
