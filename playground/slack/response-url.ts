// Answers POSTs to a response_url: five uses in half an hour.
import type { IncomingMessage, ServerResponse } from "node:http";
import { asRecord, parseJson } from "./arguments.ts";
import { contentOf } from "./content.ts";
import { applyFault, takeFault } from "./faults.ts";
import { answerJson, answerText, readBody } from "./http.ts";
import { find, post, remove, replace } from "./messages.ts";
import { BOT } from "./people.ts";
import { Refusal } from "./refusal.ts";
import type { ApiCall, ResponseUrl, State } from "./state.ts";

const USES = 5;

export async function answerResponseUrl(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const body = asRecord(parseJson((await readBody(request)).toString("utf8")));
  const call: ApiCall = { method: "response_url", args: body, at: state.settings.now(), outcome: undefined };
  state.calls.push(call);
  const run = async () => use(state, (request.url ?? "").split("/").at(-1) ?? "", body);
  const fault = takeFault(state, "response_url");
  if (fault && (await applyFault(fault, response, run, call)) === "answered") return;
  const { status, refusal } = await run();
  call.outcome = refusal ?? "ok";
  if (refusal === undefined) answerText(response, status, "ok");
  else if (status === 200) answerJson(response, 200, { ok: false, error: refusal });
  else answerText(response, status, refusal);
}

function use(state: State, id: string, body: Record<string, unknown>): { status: number; refusal?: string } {
  const url = state.responseUrls.get(id);
  if (!url) return { status: 404, refusal: "used_url" };
  if (url.uses >= USES) return { status: 404, refusal: "used_url" };
  if (state.settings.now() > url.expiresAt) return { status: 404, refusal: "expired_url" };
  try {
    show(state, url, body);
    url.uses += 1;
    return { status: 200 };
  } catch (error) {
    if (error instanceof Refusal) return { status: 400, refusal: error.code };
    throw error;
  }
}

function show(state: State, url: ResponseUrl, body: Record<string, unknown>): void {
  const source = url.ts ? find(state, url.channel, url.ts) : undefined;
  if (truthy(body.delete_original)) {
    if (source) remove(state, source);
    return;
  }
  const content = contentOf(body);
  if (truthy(body.replace_original) && source) {
    replace(state, source, { blocks: [], attachments: [], ...content, edited: true });
    return;
  }
  const audience = body.response_type === "in_channel" ? {} : { ephemeral: url.user };
  const thread = typeof body.thread_ts === "string" ? { thread_ts: body.thread_ts } : {};
  post(state, { channel: url.channel, user: BOT.userId, ...content, ...audience, ...thread });
}

function truthy(value: unknown): boolean {
  return value === true || value === "true";
}
