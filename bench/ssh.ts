// Commands on a machine: the bot's connection against OpenSSH's with one that is shared (ControlMaster), to the same machine.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MachineReady } from "./api/machine.ts";
import type { SshInput, SshResult } from "./programs/ssh.ts";
import { type Effort, type Row, ratioRow } from "./row.ts";
import { measure, start } from "./run.ts";
import { spreadOf } from "./statistics.ts";

const run = promisify(execFile);

export async function ssh({ quick, runs }: Effort): Promise<readonly Row[]> {
  const commands = quick ? 3 : 50;
  const machine = await start<MachineReady>("api/machine.ts", {}, []);
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-bench-ssh-"));
  const { privateKey, ...place } = machine.ready;
  const identityFile = join(folder, "id_ed25519");
  writeFileSync(identityFile, privateKey, { mode: 0o600 });
  const given: SshInput = { ...place, identityFile, commands };
  const ours: SshResult[] = [];
  const peers: SshResult[] = [];
  const hasPeer = existsSync("/usr/bin/ssh");
  for (let each = 0; each < runs; each += 1) {
    ours.push(await measure<SshResult>("programs/ssh.ts", given));
    if (hasPeer) peers.push(await withOpenSsh(given, folder));
  }
  await machine.end();
  rmSync(folder, { recursive: true });
  return rowsOf(commands, ours, peers);
}

function rowsOf(commands: number, ours: readonly SshResult[], peers: readonly SshResult[]): readonly Row[] {
  const first = ours.map(({ firstMs }) => firstMs);
  const rest = ours.map(({ restMs }) => restMs);
  return [
    { what: "log-in and first command", unit: "ms", measured: spreadOf(first) },
    { what: `${commands} commands`, unit: "ms", measured: spreadOf(rest), aim: 400 },
    ...(peers.length === 0
      ? []
      : [
          ratioRow({
            what: `${commands} commands, against ssh with ControlMaster`,
            aim: 1,
            ours: rest,
            peers: peers.map(({ restMs }) => restMs),
          }),
        ]),
  ];
}

async function withOpenSsh({ port, hostKey, identityFile, commands }: SshInput, folder: string) {
  const known = join(folder, "known_hosts");
  writeFileSync(known, `[127.0.0.1]:${port} ${keyType(hostKey)} ${hostKey}\n`);
  const socket = `-oControlPath=${join(folder, "master")}`;
  const options = ["-F", "none", `-oUserKnownHostsFile=${known}`, "-oBatchMode=yes", "-p", String(port)];
  const at = ["-i", identityFile, ...options, socket, "ops@127.0.0.1"];
  const startedAt = performance.now();
  await run("ssh", ["-oControlMaster=auto", "-oControlPersist=60", ...at, "hostname"]);
  const firstMs = performance.now() - startedAt;
  for (let done = 0; done < commands; done += 1) await run("ssh", [...at, "hostname"]);
  const restMs = performance.now() - startedAt - firstMs;
  await run("ssh", ["-O", "exit", ...at]);
  return { firstMs, restMs };
}

/** The name of its algorithm stands first in a key, after its length. */
function keyType(key: string): string {
  const bytes = Buffer.from(key, "base64");
  return bytes.subarray(4, 4 + bytes.readUInt32BE()).toString();
}
