// A simulated machine that answers over real SSH on the loopback, with ssh2's server.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type Server,
  type ServerChannel,
} from "ssh2";
import { createMachine, type Machine, type MachineOptions } from "./machine.ts";
import { runLine } from "./run.ts";

const { Server: SshServer, utils } = ssh2;

export type SimulatedHost = {
  readonly machine: Machine;
  /** Of the host itself, as SSH sends it. */
  readonly publicKey: Buffer;
  readonly address: string;
  readonly port: number;
  /** How many connections were made, logged in or not. */
  readonly connections: () => number;
  /** Most channels that were open at once. */
  readonly mostChannels: () => number;
  /** Connections that are open stay open, and nothing comes over them any more. */
  readonly freeze: () => void;
  /** Every connection ends at once. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

export type SimulatedHostOptions = MachineOptions & {
  /** Who may log in: OpenSSH public keys. */
  readonly authorizedKeys: readonly string[];
  readonly user?: string;
  /** An OpenSSH private key; a new one when left out. */
  readonly hostKey?: string;
  /** Where to listen: the port of a machine that was there before. */
  readonly port?: number;
  /** Makes of the machine what it is, once, before it runs its first command. */
  readonly furnish?: () => Promise<void>;
  /** Nothing answers while it is so. */
  readonly isOff?: () => boolean;
};

export async function startHost(options: SimulatedHostOptions): Promise<SimulatedHost> {
  const machine = createMachine(options);
  const sockets = new Set<Socket>();
  const counts = { connections: 0, channels: 0, most: 0 };
  const allowed = options.authorizedKeys.map((key) => utils.parseKey(key) as ParsedKey);
  const hostKeys = [options.hostKey ?? newKey().private];
  const [publicKey] = hostKeys.map((key) => (utils.parseKey(key) as ParsedKey).getPublicSSH());
  let furnished: Promise<void> | undefined;

  const listener = createServer((socket) => {
    counts.connections++;
    sockets.add(socket);
    // As sshd does; ssh2 would let small packets wait for forty milliseconds.
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    // As near as a loopback comes to a machine that is not there, or no more.
    const isOff = () => options.isOff?.() ?? false;
    socket.on("data", () => isOff() && socket.resetAndDestroy());
    if (isOff()) socket.resetAndDestroy();
    else if (!machine.faults.mute) sshServer().injectSocket(socket);
  });
  listener.listen(options.port ?? 0, "127.0.0.1");
  await once(listener, "listening");

  return {
    machine,
    publicKey: publicKey as Buffer,
    address: "127.0.0.1",
    port: (listener.address() as AddressInfo).port,
    connections: () => counts.connections,
    mostChannels: () => counts.most,
    cut,
    freeze,
    async close() {
      for (const unit of machine.units.values()) unit.kill();
      cut();
      await new Promise((resolve) => listener.close(resolve));
    },
  };

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  function freeze(): void {
    for (const socket of sockets) {
      socket.pause();
      socket.removeAllListeners("data");
      socket.write = () => true;
    }
  }

  /** One a connection, as the banner may change between them. */
  function sshServer(): Server {
    const { banner } = machine.faults;
    return new SshServer({ hostKeys, ...(banner !== "" && { banner }) }, (client) => {
      client.on("error", () => {});
      client.on("authentication", (asked) => authenticate(asked));
      client.on("ready", () => serve(client));
    });
  }

  function authenticate(asked: AuthContext): void {
    const isKnown = asked.username === (options.user ?? "ops");
    if (!isKnown || asked.method !== "publickey") return asked.reject(["publickey"]);
    const key = allowed.find((each) => each.getPublicSSH().equals(asked.key.data));
    if (!key) return asked.reject(["publickey"]);
    if (asked.signature && asked.blob && key.verify(asked.blob, asked.signature, asked.hashAlgo) !== true) {
      return asked.reject(["publickey"]);
    }
    asked.accept();
  }

  function serve(client: Connection): void {
    client.on("session", (accept) => {
      const session = accept();
      session.on("exec", (acceptExec, _reject, { command }) => void run(acceptExec(), command, session));
    });
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      if (machine.faults.forwardsNothing) return reject?.();
      const over = connect(destPort, destIP);
      over.on("error", () => reject?.());
      over.once("connect", () => {
        const channel = accept();
        channel.on("error", () => {});
        over.on("error", () => channel.close());
        over.pipe(channel).pipe(over);
      });
    });
  }

  async function run(
    channel: ServerChannel,
    command: string,
    session: { on: (event: "signal", told: () => void) => unknown },
  ): Promise<void> {
    counts.channels++;
    counts.most = Math.max(counts.most, counts.channels);
    const ending = new AbortController();
    channel.on("close", () => ending.abort());
    channel.on("error", () => {});
    session.on("signal", () => ending.abort());
    const write = writer(channel, ending.signal);
    const read = inputOf(channel);
    if (machine.faults.profilePrints !== "") await write(channel, machine.faults.profilePrints);
    furnished ??= options.furnish?.();
    await furnished;
    machine.ran.push([command]);
    const code = await runLine(machine.faults.forcedCommand ?? command, {
      user: options.user ?? "ops",
      environment: {},
      machine,
      stdin: () => read,
      out: (text) => write(channel, text),
      err: (text) => write(channel.stderr, text),
      signal: ending.signal,
    }).catch(async (error: Error) => {
      await write(channel.stderr, `sh: 1: ${error.message}\n`);
      return 2;
    });
    counts.channels--;
    if (machine.faults.cutsAfter?.(command)) cut();
    if (channel.destroyed) return;
    if (!machine.faults.noExitCode) channel.exit(code);
    channel.end();
  }

  /** Waits until what was written is taken, as a program does whose pipe is full. */
  function writer(channel: ServerChannel, signal: AbortSignal) {
    return async (to: NodeJS.WritableStream, text: string | Buffer): Promise<void> => {
      if (signal.aborted || channel.destroyed) return;
      if (to.write(text)) return;
      const over = new AbortController();
      const either = [to, channel].map((from, at) =>
        once(from, at === 0 ? "drain" : "close", { signal: over.signal }),
      );
      await Promise.race(either).catch(() => {});
      // Whichever did not come must not be listened for any more.
      over.abort();
    };
  }
}

function inputOf(channel: ServerChannel): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    channel.on("data", (chunk: Buffer) => chunks.push(chunk));
    channel.on("end", () => resolve(Buffer.concat(chunks)));
    channel.on("close", () => resolve(Buffer.concat(chunks)));
  });
}

/** A new ed25519 key in OpenSSH's form. Of a thousand that ssh2 makes, two or three are malformed; those are made again. */
export function newKey(): { readonly private: string; readonly public: string } {
  while (true) {
    const key = utils.generateKeyPairSync("ed25519");
    if (!(utils.parseKey(key.private) instanceof Error)) return key;
  }
}
