// Opens one SSH connection: through a jump host or straight, to a key that was approved, with a key or an agent.
import { readFile } from "node:fs/promises";
import type { Client, ClientChannel, ConnectConfig } from "ssh2";
import { type BotError, RefusedError, SilentError, UnreachableError } from "#src/base/errors.ts";
import type { HostKey } from "../host.ts";
import { readHostKey } from "../host-key.ts";
import type { Limits } from "../limits.ts";
import { algorithmsFor } from "./algorithms.ts";
import { changedKey, explainConnection, unknownKey } from "./explain.ts";
import type { Identity, Target } from "./target.ts";

export type Opening = {
  readonly target: Target;
  readonly identity: Identity;
  readonly limits: Limits;
};

/**
 * A connection that is logged in. Whoever gets it ends it.
 * @throws UnreachableError, or RefusedError when the host's key is not the one that was pinned
 */
export async function openConnection(opening: Opening): Promise<Client> {
  const { target } = opening;
  let refusal: BotError | undefined;
  return dial(opening, (seen) => {
    refusal = refusalOf(target, seen);
    return refusal === undefined;
  }).catch((error) => {
    throw refusal ?? error;
  });
}

/** The key that a machine shows; of the pinned one's type, where one is pinned. The connection ends before anybody logs in. */
export async function readShownKey(opening: Opening): Promise<HostKey> {
  let shown: HostKey | undefined;
  try {
    const client = await dial(opening, (seen) => {
      shown = seen;
      return false;
    });
    client.end();
  } catch (error) {
    if (!shown) throw error;
  }
  if (!shown) throw new Error("a connection was made without a key");
  return shown;
}

function refusalOf(target: Target, seen: HostKey): BotError | undefined {
  if (!target.pin) return unknownKey(target, seen);
  return seen.key === target.pin.key ? undefined : changedKey(target, target.pin, seen);
}

async function dial(opening: Opening, believes: (key: HostKey) => boolean): Promise<Client> {
  const { target, limits } = opening;
  const through = target.jump && (await openJump(opening, target.jump));
  try {
    const sock = through && (await forward(through, target));
    const client = await handshake(target, {
      host: target.address,
      port: target.port,
      username: target.user,
      ...(sock && { sock }),
      ...(await proofOf(opening)),
      algorithms: algorithmsFor(target.pin),
      hostVerifier: (blob: Buffer) => believes(readHostKey(blob)),
      readyTimeout: limits.connectMs,
      keepaliveInterval: limits.keepaliveMs,
      keepaliveCountMax: 3,
    });
    client.once("close", () => through?.end());
    return client;
  } catch (error) {
    through?.end();
    throw error;
  }
}

/** A jump host that gives no sign of life says nothing of the machines behind it. */
async function openJump(opening: Opening, target: Target): Promise<Client> {
  return openConnection({ ...opening, target }).catch((error) => {
    if (error instanceof SilentError) throw new UnreachableError(error.message, { cause: error });
    throw error;
  });
}

/** The key file is read anew each time, so that a key that was exchanged needs no restart. */
async function proofOf({ target, identity }: Opening): Promise<Partial<ConnectConfig>> {
  const { agent, identityFile } = identity;
  if (agent !== undefined) return { agent, authHandler: ["agent"] };
  if (identityFile === undefined) {
    throw new RefusedError(
      `Wheelhouse has no key for ${target.name}: its configuration names no ssh.identityFile.`,
    );
  }
  const privateKey = await readFile(identityFile).catch((cause) => {
    throw new UnreachableError(`The key ${identityFile} for ${target.name} cannot be read.`, { cause });
  });
  return { privateKey, authHandler: ["publickey"] };
}

async function handshake(target: Target, config: ConnectConfig): Promise<Client> {
  // Half of a small bot's start, so only where there are hosts.
  const { Client } = await import("ssh2");
  const client = new Client();
  return new Promise<Client>((resolve, reject) => {
    let accepted = false;
    const fail = (error: unknown) => reject(explainConnection(target, error, { accepted }));
    // ssh2 has one time for all of it, and one word for what took too long.
    client.once("connect", () => {
      accepted = true;
    });
    client.once("ready", () => {
      // A command is a few small packets: to wait for each one's receipt costs 40 ms, twice a command.
      client.setNoDelay(true);
      resolve(client);
    });
    // For as long as it lives: an error that nobody listens to would end the process.
    client.on("error", fail);
    client.once("close", () => fail(Object.assign(new Error("it was closed"), { code: "ECONNRESET" })));
    try {
      client.connect(config);
    } catch (error) {
      reject(unusableKey(target, error));
    }
  });
}

/** ssh2 throws at once only for what it was given: a key with a passphrase, or one that is none. */
function unusableKey(target: Target, cause: unknown): RefusedError {
  return new RefusedError(
    `The private key for ${target.name} cannot be used: it is damaged, or it has a passphrase, which only an agent can give.`,
    { cause },
  );
}

function forward(client: Client, target: Target): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, target.address, target.port, (error, channel) => {
      if (error) return reject(explainJump(target, error));
      channel.on("error", () => {});
      channel.stderr.resume();
      resolve(channel);
    });
  });
}

function explainJump(target: Target, cause: Error): UnreachableError {
  const over = target.jump?.name;
  // RFC 4254, 5.1: SSH_OPEN_CONNECT_FAILED. The jump host has tried, and nothing answered.
  const Kind = (cause as { readonly reason?: unknown }).reason === 2 ? SilentError : UnreachableError;
  return new Kind(
    `${target.name} cannot be reached through ${over}: ${over} does not forward to ${target.address}:${target.port}, or nothing answers there.`,
    { cause },
  );
}
