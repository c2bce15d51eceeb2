// An Alertmanager of which only silences, alerts and one webhook are there; held to the contract that the real one keeps.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerJson, readBody } from "../slack/http.ts";
import { createAlerts, type PostedAlert } from "./alerts.ts";
import { createSilences, type PostedSilence } from "./silences.ts";

export type AlertmanagerFault =
  /** Everything is answered so. */
  | { readonly status: number }
  /** What is posted is done, and the connection cut before the answer. */
  | "loses answers";

export type SimulatedAlertmanager = {
  readonly url: string;
  readonly silences: ReturnType<typeof createSilences>["all"];
  /** Methods, paths and tokens of what was asked, oldest first. */
  readonly asked: () => readonly { readonly line: string; readonly authorization: string | undefined }[];
  readonly fail: (fault: AlertmanagerFault | undefined) => void;
  readonly close: () => Promise<void>;
};

export type AlertmanagerOptions = {
  /** Where it posts its notifications, and by which token. */
  readonly webhook?: { readonly url: string; readonly token: string };
  readonly now?: () => number;
};

export async function startAlertmanager({
  webhook,
  now = Date.now,
}: AlertmanagerOptions = {}): Promise<SimulatedAlertmanager> {
  const silences = createSilences({ newId: randomUUID, now });
  const alerts = createAlerts({ webhook, silences, now });
  const asked: { line: string; authorization: string | undefined }[] = [];
  let fault: AlertmanagerFault | undefined;
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    silences: silences.all,
    asked: () => asked,
    fail: (next) => {
      fault = next;
    },
    close: () => {
      alerts.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://alertmanager");
    const line = `${request.method} ${pathname}`;
    asked.push({ line, authorization: request.headers.authorization });
    const text = (await readBody(request)).toString();
    if (typeof fault === "object") return answerJson(response, fault.status, said("as it was told to"));
    const [status, body] = answer(line, text);
    if (fault === "loses answers" && request.method !== "GET") return void request.socket.destroy();
    answerJson(response, status, body);
  }

  function answer(line: string, text: string): readonly [number, object] {
    switch (line) {
      case "GET /api/v2/silences":
        return [200, silences.all()];
      case "POST /api/v2/silences":
        return silences.post(JSON.parse(text) as PostedSilence);
      case "GET /api/v2/alerts":
        return [200, alerts.all()];
      case "POST /api/v2/alerts":
        alerts.post(JSON.parse(text) as readonly PostedAlert[]);
        return [200, {}];
    }
    const [, id] = /^DELETE \/api\/v2\/silence\/([\w-]+)$/.exec(line) ?? [];
    return id === undefined ? [404, said("there is no such path")] : silences.expire(id);
  }
}

/** Its errors are JSON strings. */
function said(words: string): object {
  return Object(words);
}
