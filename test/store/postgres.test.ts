import { createServer } from "node:net";
import { expect, test } from "vitest";
import { ConfigError } from "#src/errors.ts";
import { openStore } from "#src/store/open.ts";

test("a server that does not answer stops the start, without the password", async () => {
  const free = await unusedPort();
  const opening = openStore(`postgres://wheelhouse:hunter2hunter2@127.0.0.1:${free}/wheelhouse`);
  const error = await opening.catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toContain(`ECONNREFUSED 127.0.0.1:${free}`);
  expect(String(error)).not.toContain("hunter2");
});

test("what is no URL stops the start, without the password", async () => {
  const error = await openStore("postgres://wheelhouse:hunter2hunter2@[half/x").catch(
    (each: unknown) => each,
  );
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).not.toContain("hunter2");
});

/** Free a moment ago. */
function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
