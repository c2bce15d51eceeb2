// A kubeadm cluster that is not there: a real API over HTTPS on loopback, and machines that react.
import { mkdir } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { type Clock, systemClock } from "#src/base/clock.ts";
import type { Api, OpenWatch, Rule } from "./api.ts";
import { type Authority, type KeyPair, makeAuthority, type Validity } from "./certificates.ts";
import { signApproved } from "./controllers/certificate-signer.ts";
import { collectGarbage } from "./controllers/garbage.ts";
import { keepBeating, react, settle } from "./controllers/loop.ts";
import { keepLogs, type Machines, makeMachines, terminate } from "./controllers/machines.ts";
import { untilAtRest } from "./controllers/rest.ts";
import { makeStandstill } from "./controllers/standstill.ts";
import { keepMirrorPods } from "./controllers/static-pods.ts";
import type { World } from "./controllers/world.ts";
import { type Door, openDoor } from "./door.ts";
import { type Fault, makeFaults } from "./faults.ts";
import { handle } from "./handle.ts";
import { type Credentials, type KubeconfigInput, writeKubeconfig } from "./kubeconfig.ts";
import { type LogRun, makeLogs } from "./logs.ts";
import { DAY_MS } from "./seed/build.ts";
import { type EventSeed, writeEvent } from "./seed/events.ts";
import { type Fleet, seed } from "./seed/seed.ts";
import { listen } from "./server.ts";
import { makeStore, type Store } from "./store.ts";
import type { RequestRecord } from "./target.ts";

export type ClusterOptions = {
  /** Where kubeconfigs are written; nothing is written without it. */
  readonly directory?: string;
  /** The context's name; `home` when not given. */
  readonly name?: string;
  readonly clock?: Clock;
  readonly version?: string;
  /** False: 406 for protobuf, or JSON where the client allows it. */
  readonly protobuf?: boolean;
  /** False: 422 for sendInitialEvents, as servers whose WatchList gate is off. */
  readonly watchList?: boolean;
  readonly bookmarkMs?: number;
  readonly watchTimeoutMs?: number;
  /** Changes per resource that a watch can go back. */
  readonly historySize?: number;
  /** What the bot's user `wheelhouse` may do; everything but secrets outside kube-system when not given. */
  readonly rules?: readonly Rule[];
  readonly serving?: Validity;
  readonly client?: Validity;
  /** What several clusters share, as they take their time to make; its own when not given. */
  readonly certificates?: Certificates;
  /** From bound to Running; 0 is at once. */
  readonly podStartMs?: number;
  /** How long a deleted pod takes to go, at most its own grace. */
  readonly podStopMs?: number;
  /** How long a silent node still counts as alive (40 s in Kubernetes); 0 when not given, nobody likes to wait. */
  readonly nodeGraceMs?: number;
  /** Leases are renewed so often; 0 is never. */
  readonly heartbeatMs?: number;
  /** Whether the controllers react to changes. */
  readonly controllers?: boolean;
  /** More nodes and pods beside the home lab. */
  readonly fleet?: Fleet;
};

export type Certificates = {
  readonly authority: Authority;
  readonly serving: KeyPair;
  readonly bot: KeyPair;
  readonly admin: KeyPair;
};

export type SimulatedCluster = Machines & {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** `v1.37.1`. */
  readonly version: string;
  /** The CA, PEM, and what it signs. */
  readonly ca: string;
  readonly authority: Authority;
  /** Client certificate of the user `wheelhouse`, PEM, and its bearer token. */
  readonly credentials: { readonly cert: string; readonly key: string; readonly token: string };
  /** The same for `kubernetes-admin`, who may do everything. */
  readonly admin: { readonly cert: string; readonly key: string };
  /** Paths; "" without a directory. */
  readonly kubeconfig: string;
  readonly tokenKubeconfig: string;
  readonly adminKubeconfig: string;
  readonly store: Store;
  /** The time there, epoch milliseconds. */
  readonly now: () => number;
  /** Every request so far, oldest first. */
  readonly requests: readonly RequestRecord[];
  readonly forgetRequests: () => void;
  /** How many watches are open. */
  readonly watches: () => number;
  /** Resolves once a request has failed so. */
  readonly fail: (fault: Fault) => Promise<void>;
  readonly clearFaults: () => void;
  readonly cutWatches: (options: {
    readonly resource?: string;
    readonly how: "close" | "reset" | "silence";
  }) => void;
  /** Forgets history and pages: older versions and continue tokens answer 410. */
  readonly compact: () => void;
  /** Makes checks of /readyz fail; [] heals. */
  readonly failChecks: (names: readonly string[]) => void;
  /** Deprecated APIs that somebody has asked for, as labels of its gauge. */
  readonly requestedApis: Set<string>;
  /** Another serving certificate; connections that are open stay open. */
  readonly renew: (validity: Validity) => Promise<void>;
  readonly cutConnections: () => void;
  /** Another address of the same API server, without TLS, for whoever shows a token. */
  readonly openDoor: () => Promise<Door>;
  /** A serving certificate that somebody else has made; connections that are open stay open. */
  readonly present: (pair: KeyPair) => void;
  /** Told of the serving certificate that is shown now, and of each that `renew` makes. */
  readonly whenPresented: (told: (pair: KeyPair) => void) => void;
  /** A client certificate of the bot's user with other dates, as a kubeconfig file when there is a directory. */
  readonly issueClient: (
    validity: Validity,
  ) => Promise<{ readonly cert: string; readonly key: string; readonly kubeconfig: string }>;
  readonly setLog: (namespace: string, pod: string, container: string, text: string, run?: LogRun) => void;
  readonly event: (event: EventSeed) => void;
  /** Runs the controllers now instead of soon. */
  readonly settle: () => void;
  /** Resolves when no pod starts any more; when the API server is dead, at once. */
  readonly atRest: () => Promise<void>;
  /** Controllers and kubelets stand still, as when kube-controller-manager is down: nothing comes of what is asked. */
  readonly freeze: () => void;
  /** They go on. */
  readonly thaw: () => void;
  /** Starts a stopped server on the same port; the state is as it was. */
  readonly start: () => Promise<void>;
  /** The API server dies: the port refuses, every connection is cut, nothing in the cluster changes. */
  readonly stop: () => Promise<void>;
  /** The API server says another version from now on; who runs what else is in the store. */
  readonly upgradeTo: (version: string) => void;
  /** Ends everything for good. */
  readonly close: () => Promise<void>;
};

const BOT = { user: "wheelhouse", groups: ["system:authenticated"] } as const;
const ADMIN = { user: "kubernetes-admin", groups: ["kubeadm:cluster-admins", "system:masters"] } as const;
const FIRST_VERSION = 184_102;

export async function startCluster(options: ClusterOptions = {}): Promise<SimulatedCluster> {
  const { clock = systemClock, name = "home", version = "v1.37.1", controllers = true } = options;
  const { authority, ...pairs } = options.certificates ?? (await makeCertificates(options));
  const token = `wheelhouse-${crypto.randomUUID()}`;
  let { serving } = pairs;
  const listeners = new Set<(pair: KeyPair) => void>();

  const past = { ms: 0 }; // the seed writes its objects as if it were that long ago
  const store = makeStore(() => clock.now() - past.ms, options.historySize ?? 2000, FIRST_VERSION);
  const logs = makeLogs(clock);
  const ended = new AbortController();
  const standstill = makeStandstill();
  const half = {
    store,
    clock,
    logs,
    off: new Map<string, number>(),
    afflictions: new Map(),
    podStartMs: options.podStartMs ?? 1500,
    nodeGraceMs: options.nodeGraceMs ?? 0,
    moving: standstill.moving,
    stopped: ended.signal,
  };
  seed({ ...half, wake: () => undefined }, { version, ca: authority.ca, fleet: options.fleet, past });

  const runs = { version };
  const requests: RequestRecord[] = [];
  const faults = makeFaults();
  const watches = new Set<OpenWatch>();
  const failingChecks = new Set<string>();
  const api: Api = {
    settings: {
      clock,
      version: () => runs.version,
      protobuf: options.protobuf ?? true,
      watchList: options.watchList ?? true,
      bookmarkMs: options.bookmarkMs ?? 60_000,
      watchTimeoutMs: options.watchTimeoutMs ?? 45 * 60_000,
      rules: options.rules,
    },
    store,
    tokens: new Map([[token, BOT]]),
    logs,
    watches,
    failingChecks,
    requestedApis: new Set(),
    off: half.off,
    pages: new Map(),
    terminate: (namespace, name, graceSeconds) =>
      void terminate(world, { namespace, name }, Math.min(graceSeconds * 1000, options.podStopMs ?? 500)),
  };
  const front = { api, faults, requests };
  const doors = new Set<Door>();
  const onRequest: RequestListener = (request, response) => void handle(front, request, response);
  const listener = await listen(authority.ca, pairs.serving, onRequest);
  const awake = () => listener.listening() && !standstill.isFrozen();
  const wake = controllers ? react(half, awake) : () => undefined;
  const world: World = { ...half, wake };
  keepLogs(world);
  if (controllers) {
    keepMirrorPods(world);
    signApproved(world, authority);
  }
  if (controllers) collectGarbage(world);
  const heartbeatMs = options.heartbeatMs ?? 10_000;
  if (heartbeatMs > 0) void keepBeating(world, heartbeatMs, awake);
  const files = kubeconfigs(options.directory, { cluster: name, server: listener.url, ca: authority.ca });

  return {
    ...makeMachines(world),
    url: listener.url,
    ca: authority.ca,
    ...{ version, authority },
    credentials: { ...pairs.bot, token },
    admin: pairs.admin,
    kubeconfig: await files(`${name}.kubeconfig`, BOT.user, pairs.bot),
    tokenKubeconfig: await files(`${name}-token.kubeconfig`, BOT.user, { token }),
    adminKubeconfig: await files(`${name}-admin.kubeconfig`, ADMIN.user, pairs.admin),
    store,
    now: clock.now,
    requests,
    forgetRequests: () => requests.splice(0),
    watches: () => watches.size,
    fail: faults.add,
    clearFaults: faults.clear,
    cutWatches: ({ resource, how }) => {
      for (const watch of [...watches])
        if (resource === undefined || watch.resource === resource) watch.end(how);
    },
    compact: () => {
      store.compact();
      api.pages.clear();
    },
    requestedApis: api.requestedApis,
    failChecks: (names) => {
      failingChecks.clear();
      for (const check of names) failingChecks.add(check);
    },
    renew: async (validity) => {
      serving = await authority.server(validity);
      listener.present(serving);
      for (const told of listeners) told(serving);
    },
    present: listener.present,
    whenPresented: (told) => {
      listeners.add(told);
      told(serving);
    },
    cutConnections: listener.cutConnections,
    openDoor: async () => {
      const door = await openDoor(onRequest);
      doors.add(door);
      return door;
    },
    upgradeTo: (to) => {
      runs.version = to;
    },
    issueClient: async (validity) => {
      const pair = await authority.client(BOT.user, BOT.groups, validity);
      return { ...pair, kubeconfig: await files(`${name}-issued.kubeconfig`, BOT.user, pair) };
    },
    setLog: logs.set,
    event: (event) => void writeEvent(world, event),
    settle: () => settle(world),
    atRest: async () => (awake() ? untilAtRest(world) : undefined),
    freeze: standstill.freeze,
    thaw: () => {
      standstill.thaw();
      wake();
    },
    start: async () => {
      await listener.start();
      wake(); // whatever happened meanwhile is dealt with now
    },
    stop: listener.stop,
    close: async () => {
      ended.abort();
      await Promise.all([listener.stop(), ...[...doors].map(({ close }) => close())]);
    },
  };
}

/** A cluster's CA, and what it signs for the API server, the bot and the administrator. */
export async function makeCertificates({ serving, client }: ClusterOptions = {}): Promise<Certificates> {
  const authority = await makeAuthority(yearsFrom(10));
  const [own, bot, admin] = await Promise.all([
    authority.server(serving ?? yearsFrom(1)),
    authority.client(BOT.user, BOT.groups, client ?? yearsFrom(1)),
    authority.client(ADMIN.user, ADMIN.groups, yearsFrom(1)),
  ]);
  return { authority, serving: own, bot, admin };
}

/** How to write one kubeconfig; without a directory it writes nothing and says "". */
function kubeconfigs(
  directory: string | undefined,
  server: Pick<KubeconfigInput, "cluster" | "server" | "ca">,
) {
  return async (file: string, user: string, credentials: Credentials): Promise<string> => {
    if (directory === undefined) return "";
    await mkdir(directory, { recursive: true });
    return writeKubeconfig(join(directory, file), { ...server, user, credentials });
  };
}

function yearsFrom(years: number): Validity {
  return {
    notBefore: new Date(Date.now() - 93 * DAY_MS),
    notAfter: new Date(Date.now() + years * 365 * DAY_MS),
  };
}
