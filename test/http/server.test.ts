import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type HttpParts, type HttpServer, serveHttp } from "#src/http/server.ts";

let server: HttpServer;
afterEach(() => server.close());

test.each([
  ["/livez", 200],
  ["/livez?verbose", 200],
  ["/readyz", 503],
  ["/metrics", 200],
  ["/slack/events", 404],
  ["/", 404],
])("GET %s is answered with %i", async (path, status) => {
  server = await given();
  expect(await get(path)).toBe(status);
});

test.each(["//", "//[", "/%zz"])("the path %s harms nobody", async (path) => {
  server = await given();
  expect(await get(path)).toBe(404);
  expect(await get("/livez")).toBe(200);
});

test("a failure while answering is that request's failure only", async () => {
  server = await given({
    metrics: () => {
      throw new Error("no numbers");
    },
  });
  expect(await get("/metrics")).toBe(500);
  expect(await get("/livez")).toBe(200);
});

test("a port that is taken stops the start with its number", async () => {
  server = await given();
  await expect(given({ port: server.port })).rejects.toThrow(`PORT ${server.port}`);
});

test("closing does not wait for a connection that stays open", async () => {
  server = await given({ slack: () => {} });
  const hanging = get("/slack/events").catch(() => "cut");
  await get("/livez");
  await server.close();
  expect(await hanging).toBe("cut");
});

function given(parts: Partial<HttpParts> = {}): Promise<HttpServer> {
  const ready = () => ({ ok: false, checks: {} });
  return serveHttp({ port: 0, ready, metrics: () => "", slack: undefined, ...parts });
}

/** The status of a GET whose path is sent as it is. */
function get(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: server.port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
