import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { ConfigError } from "#src/base/errors.ts";
import { openStore } from "#src/store/open.ts";
import { openPostgres } from "#src/store/postgres.ts";
import { postgresPrograms, startPostgres } from "../contract/postgres.ts";

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

test("a server that falls silent is told to be out of reach, and is asked again once it answers", async (context) => {
  const programs = postgresPrograms();
  if (!programs) return context.skip("Debian's package postgresql is not installed");
  const server = await startPostgres(programs);
  const line = await lineTo(new URL(await server.place()));
  // To make its tables may take a busy machine longer than it then waits for an answer.
  await (await openPostgres(line.url)).close();
  const store = await openPostgres(line.url, 3_000);
  const note = () => store.note({ at: 1, event: "refused", details: {} });
  await note();
  line.cut();
  await expect(note()).rejects.toThrow("The database does not answer.");
  line.mend();
  expect(await note()).toMatchObject({ seq: 2 });
  await store.close();
  line.close();
  await server.stop();
});

/** A line to the server's socket that can be cut without either end noticing. */
async function lineTo(server: URL) {
  const path = `${server.searchParams.get("host")}/.s.PGSQL.5432`;
  const ends: Socket[] = [];
  const listener = createServer((near) => {
    const far = connect(path);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) ends.push(end.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = new URL(server);
  url.searchParams.delete("host");
  url.port = String((listener.address() as AddressInfo).port);
  url.hostname = "127.0.0.1";
  return {
    url: url.href,
    cut: () => {
      for (const end of ends) end.unpipe();
    },
    mend: () => {
      for (const end of ends.splice(0)) end.destroy();
    },
    close: () => listener.close(),
  };
}

/** Free a moment ago. */
function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
