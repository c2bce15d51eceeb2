// Alertmanager's API v2, as far as silences need it: what it knows is read, and a silence is made, moved and ended.
import { z } from "zod";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";

/** Written so by Alertmanager: `alertname="KubeNodeNotReady"`, or `=~` where it is a regular expression. */
const matcher = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  isEqual: z.boolean().default(true),
});
export type Matcher = z.output<typeof matcher>;

const silence = z.object({
  id: z.string().min(1),
  status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  comment: z.string().default(""),
});
/** What is used of one; the rest of it is left alone. */
export type TheirSilence = z.output<typeof silence>;

const alert = z.object({ fingerprint: z.string(), labels: z.record(z.string(), z.string()) });
export type TheirAlert = z.output<typeof alert>;

export type PostedSilence = {
  /** The one that becomes this. It keeps its id where only its end moves; Alertmanager makes a new one of it otherwise. */
  readonly id?: string | undefined;
  readonly matchers: readonly Matcher[];
  /** RFC 3339. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
};

/** All throw UnreachableError where nobody answers as Alertmanager does, RefusedError where it says no. */
export type Alertmanager = {
  readonly alerts: (signal: AbortSignal) => Promise<readonly TheirAlert[]>;
  /** Those that ended are kept for days, and are among them. */
  readonly silences: (signal: AbortSignal) => Promise<readonly TheirSilence[]>;
  /** Its id there. */
  readonly post: (posted: PostedSilence, signal: AbortSignal) => Promise<string>;
  /** Nothing happens to one that has ended, or that it does not know any more. */
  readonly expire: (id: string, signal: AbortSignal) => Promise<void>;
};

type Way = {
  readonly url: string;
  /** The whole header, read at each request: what is in a file may be renewed. Nothing of it is ever said. */
  readonly authorization: () => string | undefined;
};

type Asked = { readonly method: "GET" | "POST" | "DELETE"; readonly path: string; readonly body?: unknown };

export function connectAlertmanager({ url, authorization }: Way): Alertmanager {
  const base = `${url.replace(/\/+$/, "")}/api/v2`;
  return {
    alerts: async (signal) => read(z.array(alert), await ask({ method: "GET", path: "/alerts" }, signal)),
    silences: async (signal) =>
      read(z.array(silence), await ask({ method: "GET", path: "/silences" }, signal)),
    post: async (posted, signal) => {
      const answered = await ask({ method: "POST", path: "/silences", body: posted }, signal);
      return read(z.object({ silenceID: z.string().min(1) }), answered).silenceID;
    },
    expire: async (id, signal) => {
      await ask({ method: "DELETE", path: `/silence/${encodeURIComponent(id)}` }, signal, [404]);
    },
  };

  /** Its text; empty for a status among the `fine` ones. */
  async function ask({ method, path, body }: Asked, signal: AbortSignal, fine: readonly number[] = []) {
    const sent = authorization();
    const headers = {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(sent === undefined ? {} : { authorization: sent }),
    };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    // Whoever answers with another place is not who was configured, and must not see the token.
    const how = { method, headers, signal, redirect: "manual", ...content } as const;
    const { status, text } = await fetched(`${base}${path}`, how);
    if (status >= 200 && status < 300) return text;
    if (fine.includes(status)) return "";
    // One that repeats what it was sent.
    const secret = sent?.split(" ")[1];
    throw refusal(status, secret ? text.replaceAll(secret, "[redacted]") : text);
  }
}

async function fetched(url: string, how: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, how);
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new UnreachableError("it did not answer", { cause });
  }
}

function refusal(status: number, text: string): UnreachableError | RefusedError {
  if (status === 401 || status === 403) return new RefusedError(`it does not let me in (${status})`);
  // It says why in a JSON string; a proxy before it, in a page.
  const why = shorten(oneLine(text.replace(/^"|"\s*$/g, "")), 200);
  const said = /^\s*</.test(text) || why === "" ? `it answered with ${status}` : `it says: ${why}`;
  return status >= 400 && status < 500 ? new RefusedError(said) : new UnreachableError(said);
}

function read<T>(shape: z.ZodType<T>, text: string): T {
  const parsed = shape.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new UnreachableError("what answers there is no Alertmanager", { cause: parsed.error });
}

/** Undefined when it is no JSON, which no shape takes. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
