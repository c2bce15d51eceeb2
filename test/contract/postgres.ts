// A PostgreSQL server of our own for a test run: Debian's programs, a temporary folder, a Unix socket, no network.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

export type PostgresServer = {
  /** Makes an empty schema, which is quicker than a database, and answers the URL of connections that see only it. */
  readonly place: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Where Debian's package `postgresql` keeps its programs, newest first; `undefined` when it is not installed. */
export function postgresPrograms(): string | undefined {
  const found = globSync("/usr/lib/postgresql/*/bin/initdb").map((path) => dirname(path));
  return found.sort((a, b) => Number(b.split("/")[4]) - Number(a.split("/")[4]))[0];
}

export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-postgres-"));
  const owner = ownerOf(folder);
  const data = join(folder, "data");
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } };
  execFileSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "wheelhouse", "--auth=trust", "--no-sync", "-E", "UTF8"],
    {
      ...options,
      stdio: "pipe",
    },
  );
  const settings = ["listen_addresses=", "fsync=off", "shared_buffers=16MB", "max_connections=40"];
  const args = ["-D", data, "-k", folder, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(join(programs, "postgres"), args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  await readyLine(server);
  let count = 0;
  return {
    place: async () => {
      const name = `test_${++count}`;
      await ask(urlOf(folder), `CREATE SCHEMA ${name}`);
      return `${urlOf(folder)}&options=${encodeURIComponent(`-c search_path=${name}`)}`;
    },
    stop: async () => {
      const over = new Promise((resolve) => server.once("exit", resolve));
      // SIGQUIT: at once; there is nothing to keep.
      server.kill("SIGQUIT");
      await over;
      rmSync(folder, { recursive: true });
    },
  };
}

/** One statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows ?? [];
  } finally {
    await client.end();
  }
}

function urlOf(folder: string): string {
  return `postgres://wheelhouse@localhost/postgres?host=${encodeURIComponent(folder)}`;
}

/** PostgreSQL refuses to run as root. */
function ownerOf(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const user = existsSync("/var/lib/postgresql") ? "postgres" : "nobody";
  const number = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  const owner = { uid: number("-u"), gid: number("-g") };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function readyLine(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.on("data", (chunk) => {
      said += chunk;
      if (said.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`postgres ended:\n${said}`)));
  });
}
