// node test/lab/packages/serve-repository.ts <folder> <address> <port>: serves a folder to apt over HTTP until it is ended.
import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";

/** Resolves when it listens. Port 0 takes any. */
export function serveRepository(folder: string, address: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve(server));
  });
}

/** apt caches by date, so an index that did not change is not sent again. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://lab").pathname);
  const file = join(folder, normalize(path));
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return void response.writeHead(404).end();
  const changed = new Date(Math.floor(found.mtimeMs / 1000) * 1000);
  const known = Date.parse(request.headers["if-modified-since"] ?? "");
  if (known >= changed.getTime()) return void response.writeHead(304).end();
  response.writeHead(200, { "Content-Length": found.size, "Last-Modified": changed.toUTCString() });
  if (request.method === "HEAD") return void response.end();
  await pipeline(createReadStream(file), response);
}

if (import.meta.main) {
  const [folder, address, port] = process.argv.slice(2);
  if (!folder || !address || !port) throw new Error("usage: serve-repository.ts <folder> <address> <port>");
  await serveRepository(folder, address, Number(port));
}
