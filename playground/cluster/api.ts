// What every request's code works with: the state of one simulated API server.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "#src/base/clock.ts";
import type { Identity, Tokens } from "./identity.ts";
import type { Logs } from "./logs.ts";
import type { KubeObject } from "./object.ts";
import type { Store } from "./store.ts";
import type { Target } from "./target.ts";

/** A watch that is being answered. */
export type OpenWatch = {
  readonly resource: string;
  readonly end: (how: "close" | "reset" | "silence") => void;
};

export type Rule = {
  readonly apiGroups: readonly string[];
  /** `pods`, `pods/log`, `*`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Everywhere, or in this namespace only. */
  readonly namespace?: string | undefined;
  /** Any object, or only these: which never fits a list or a creation. */
  readonly resourceNames?: readonly string[] | undefined;
  /** Paths that are no resource; the rule has no other then. */
  readonly nonResourceURLs?: readonly string[] | undefined;
};

export type Settings = {
  readonly clock: Clock;
  readonly version: () => string;
  readonly protobuf: boolean;
  readonly watchList: boolean;
  readonly bookmarkMs: number;
  /** Watches that ask for no timeout are closed after this long. */
  readonly watchTimeoutMs: number;
  /** What the user `wheelhouse` may do; undefined: everything but secrets outside kube-system. */
  readonly rules: readonly Rule[] | undefined;
};

export type Api = {
  readonly settings: Settings;
  readonly store: Store;
  /** Who is behind a bearer token. */
  readonly tokens: Tokens;
  readonly logs: Logs;
  readonly watches: Set<OpenWatch>;
  /** Names of /readyz checks that fail. */
  readonly failingChecks: Set<string>;
  /** Deprecated APIs that somebody has asked for, as labels of its gauge. */
  readonly requestedApis: Set<string>;
  /** Names of nodes that are switched off. */
  readonly off: ReadonlyMap<string, number>;
  /** Lists whose further pages are still to be had, by token. */
  readonly pages: Map<string, Page>;
  /** What a deletion with grace comes to, once the kubelet has had its time. */
  readonly terminate: (namespace: string, name: string, graceSeconds: number) => void;
};

export type Page = { readonly version: number; readonly rest: readonly KubeObject[] };

/** One request on a resource, on its way to an answer. */
export type Call = {
  readonly target: Target;
  readonly identity: Identity;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};
