// The seam to machines: what may be read of a host, and what may be done on it. Nothing here knows of SSH.
import type { Fence } from "#src/base/call.ts";
import type { InputOf, OutputOf, ReadingName } from "./readings/index.ts";
import type { Said } from "./said.ts";

/** A machine as queries and plans see it: named readings, and no command of one's own. */
export type HostView = {
  readonly name: string;
  readonly address: string;
  /**
   * @throws UnreachableError when the host does not answer
   * @throws RefusedError when its key is unknown or has changed, sudo asks for a password, or it says what nobody understands
   */
  readonly read: <Name extends ReadingName>(
    name: Name,
    signal: AbortSignal,
    ...input: InputOf<Name>
  ) => Promise<OutputOf<Name>>;
};

/** One program with its arguments: exactly what a card shows, `sudo` included. */
export type HostRun = {
  readonly argv: readonly string[];
  /** Given to the program's input and to nothing else: it is in no argument, log or journal. */
  readonly stdin?: string | undefined;
  /** The same for what is no secret, such as a file of settings: a card shows it whole. */
  readonly text?: string | undefined;
  /** Milliseconds; what takes longer than a minute or two is a unit. */
  readonly timeoutMs?: number | undefined;
};

/** Long work: a transient systemd unit that lives on when the connection or the bot does not. */
export type HostUnit = {
  /** From `unitName`. */
  readonly unit: string;
  /** What it runs, as root. */
  readonly argv: readonly string[];
  /** A file with a secret for it, which systemd removes once it has failed, whoever is there to see it; collecting it does so too. */
  readonly secretFile?: string | undefined;
};

/** A machine as steps see it. */
export type Host = HostView & {
  /**
   * Runs it once and waits. A code other than 0 is an answer, not an error.
   * @throws UnreachableError when nobody knows whether, or how, it ended
   */
  readonly run: (run: HostRun, signal: AbortSignal) => Promise<Said>;
  /**
   * Starts a unit; one of this name that is there already is left as it is.
   * @throws StepError when systemd does not start it
   */
  readonly start: (unit: HostUnit, signal: AbortSignal) => Promise<"started" | "already there">;
  /** Forgets a unit of ours that has ended. @throws RefusedError while it runs */
  readonly collect: (unit: string, signal: AbortSignal) => Promise<void>;
};

/** A host's public key, as ssh-keygen shows it. */
export type HostKey = {
  /** `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:…`. */
  readonly fingerprint: string;
  /** Base64, as in known_hosts. */
  readonly key: string;
};

/** A host that the configuration or somebody in chat has named. */
export type KnownHost = {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly from: "configuration" | "chat";
  /** Undefined until somebody has approved its key. */
  readonly pin: Pin | undefined;
  /** What switches it on; undefined where somebody has to press its button. */
  readonly wakes?: Wakes | undefined;
};

/** A network card, and where its network hears what is for all of it: `dc:a6:32:01:02:03`, `10.0.0.255:9`. */
export type Wakes = { readonly mac: string; readonly to: string };

export type Pin = HostKey & {
  /** Who asked for it to be pinned, and epoch milliseconds. */
  readonly by: string;
  readonly at: number;
};

/** What plans and queries see of a cluster's machines. */
export type HostsView = {
  readonly list: () => Promise<readonly KnownHost[]>;
  /** Who logs in, and where, unless a host says it otherwise. */
  readonly usual: () => Promise<Pick<KnownHost, "user" | "port">>;
  /** Where machines get the packages of a minor version, `1.37`, from. */
  readonly packages: (minor: string, kind: "deb" | "rpm") => string;
  /** Where those of containerd come from for a distribution, `debian`. */
  readonly runtimePackages: (os: string) => string;
  /** @throws UsageError when there is no such host */
  readonly view: (name: string) => Promise<HostView>;
  /**
   * The key that the machine at an address shows now. It is not logged in to.
   * @throws UnreachableError
   */
  readonly shownKey: (place: HostPlace, signal: AbortSignal) => Promise<HostKey>;
};

export type HostPlace = { readonly name: string; readonly address: string; readonly port: number };

/** What a running operation has of them. */
export type FencedHosts = {
  /** What a step gets: nothing is sent to a machine, and no key is pinned or forgotten, that the fence does not let through. */
  readonly fenced: (fence: Fence) => Hosts;
};

/** What steps see of them. */
export type Hosts = Omit<HostsView, "view" | "usual" | "packages" | "runtimePackages"> & {
  readonly host: (name: string) => Promise<Host>;
  /** Keeps a host with its key. @throws RefusedError when another key is pinned under this name */
  readonly pin: (host: PinnedHost) => Promise<void>;
  /**
   * Forgets a host's key, and the host where chat has added it. Nothing is forgotten that is not pinned.
   * @throws RefusedError when another key is pinned under this name by now
   */
  readonly forget: (host: Forgotten) => Promise<void>;
  /** Sends a magic packet, which nobody answers. @throws UnreachableError where it cannot even be sent */
  readonly wake: (host: string, wakes: Wakes, signal: AbortSignal) => Promise<void>;
};

export type Forgotten = Omit<PinnedHost, "pin"> & { readonly pin: HostKey };

export type PinnedHost = Omit<KnownHost, "from" | "pin" | "wakes"> & { readonly pin: Pin };
