// Answers POST /api/<method>: who calls, may they, not too often, then the method.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Arguments, parseArguments, text } from "./arguments.ts";
import { applyFault, takeFault } from "./faults.ts";
import { answerJson, readBody } from "./http.ts";
import { METHODS } from "./methods/index.ts";
import type { Context, Method } from "./methods/method.ts";
import type { RateLimits } from "./rate-limits.ts";
import { Refusal } from "./refusal.ts";
import type { ApiCall, State } from "./state.ts";

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body: object };

export async function answerApiCall(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context & { readonly limits: RateLimits },
): Promise<void> {
  const method = methodName(request);
  const body = (await readBody(request)).toString("utf8");
  const args = parseArguments(body, request.headers["content-type"] ?? "");
  const call = record(context.state, method, args);
  const fault = takeFault(context.state, method);
  const run = () => answer(method, args, tokenOf(request, args), context);
  if (fault && (await applyFault(fault, response, run, call)) === "answered") return;
  const { status, headers, body: reply } = await run();
  call.outcome = "error" in reply ? String(reply.error) : "ok";
  answerJson(response, status, reply, headers);
}

function methodName(request: IncomingMessage): string {
  return new URL(request.url ?? "/", "http://localhost").pathname.replace(/^\/api\//, "");
}

function tokenOf(request: IncomingMessage, args: Arguments): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? text(args, "token");
}

function record(state: State, method: string, args: Arguments): ApiCall {
  const { token: _token, ...rest } = args;
  const call: ApiCall = { method, args: rest, at: state.settings.now(), outcome: undefined };
  state.calls.push(call);
  return call;
}

async function answer(
  name: string,
  args: Arguments,
  token: string | undefined,
  context: Context & { readonly limits: RateLimits },
): Promise<Answer> {
  try {
    const method = METHODS[name];
    if (!method) throw new Refusal("unknown_method", { req_method: name });
    authorize(method, args, token, context.state);
    const retryAfter = overLimit(name, method, args, context);
    if (retryAfter) return tooMany(retryAfter);
    const headers = { "x-oauth-scopes": context.state.settings.scopes.join(",") };
    return { status: 200, headers, body: { ok: true, ...(await method.run(args, context)) } };
  } catch (error) {
    if (error instanceof Refusal)
      return { status: 200, body: { ok: false, error: error.code, ...error.details } };
    throw error;
  }
}

function authorize(method: Method, args: Arguments, token: string | undefined, state: State): void {
  const { botToken, appToken, scopes } = state.settings;
  if (!token) throw new Refusal("not_authed");
  if (token !== botToken && token !== appToken) throw new Refusal("invalid_auth");
  if (token !== (method.token === "app" ? appToken : botToken)) throw new Refusal("not_allowed_token_type");
  const needed = method.scope?.(args, state);
  if (needed && !scopes.includes(needed)) {
    throw new Refusal("missing_scope", { needed, provided: scopes.join(",") });
  }
}

function overLimit(
  name: string,
  method: Method,
  args: Arguments,
  { state, limits }: { readonly state: State; readonly limits: RateLimits },
): number | undefined {
  if (!state.settings.rateLimits) return undefined;
  return limits.take(name, method.tier, text(args, "channel") ?? "");
}

export function tooMany(seconds: number): Answer {
  return {
    status: 429,
    headers: { "retry-after": String(seconds) },
    body: { ok: false, error: "ratelimited" },
  };
}
