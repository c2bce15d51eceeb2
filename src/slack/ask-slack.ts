// One method of the Web API by hand, for the set-up: the SDK keeps the headers to itself, and there is no bot yet.
import { setTimeout as sleep } from "node:timers/promises";

export type Answered<T> = {
  readonly reply: { readonly ok: boolean; readonly error?: string } & Partial<T>;
  readonly headers: Headers;
};

const withinMs = 10_000;
/** As long as somebody waits at a prompt for Slack's rate limit to pass. */
const longestPauseMs = 30_000;

/** Never rejects: `failed` says that nothing answered. */
export async function askSlack<T>(
  apiUrl: string,
  method: string,
  token: string,
  args: Readonly<Record<string, string>> = {},
): Promise<Answered<T> | { readonly failed: string }> {
  try {
    const response = await fetch(new URL(method, apiUrl), {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
      signal: AbortSignal.timeout(withinMs),
    });
    const pauseMs = Number(response.headers.get("retry-after")) * 1_000;
    if (response.status === 429 && pauseMs <= longestPauseMs) {
      await sleep(pauseMs);
      return await askSlack(apiUrl, method, token, args);
    }
    // The border: Slack's answer, of which only optional fields are read.
    return { reply: (await response.json()) as Answered<T>["reply"], headers: response.headers };
  } catch {
    return { failed: `${new URL(apiUrl).host} does not answer` };
  }
}
