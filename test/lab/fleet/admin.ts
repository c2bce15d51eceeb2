// A bare client with all rights, for filling the fleet: kubectl would take minutes to create ten thousand objects.
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { join } from "node:path";

export type Admin = {
  /** The parsed answer. Rejects with the server's words unless it is a 2xx. */
  readonly ask: (method: "GET" | "POST" | "PATCH", path: string, body?: object) => Promise<unknown>;
  readonly close: () => void;
};

/** `pki` is the folder with the API server's ca.crt and the admin's key pair. */
export async function createAdmin({
  server,
  pki,
}: {
  readonly server: string;
  readonly pki: string;
}): Promise<Admin> {
  const read = (name: string) => readFile(join(pki, name));
  const [ca, cert, key] = await Promise.all([read("ca.crt"), read("admin.crt"), read("admin.key")]);
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight, ca, cert, key });
  return {
    ask: (method, path, body) => ask({ url: `${server}${path}`, method, agent }, body),
    close: () => agent.destroy(),
  };
}

/** More only makes the API server, which shares the cores, answer each later. */
export const inFlight = 16;

type Asked = { readonly url: string; readonly method: string; readonly agent: Agent };

function ask({ url, method, agent }: Asked, body: object | undefined): Promise<unknown> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers: { "content-type": type } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 0) < 300) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${url}: ${answer.statusCode} ${text}`));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body && JSON.stringify(body));
  });
}
