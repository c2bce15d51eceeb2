// One event of a watch, whatever its encoding, and how JSON becomes one.
import { DecodeError } from "../connection/failure.ts";
import type { WireObject, WireStatus } from "./wire.ts";

export type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly resourceVersion: string; readonly record: T }
  | {
      readonly type: "BOOKMARK";
      readonly resourceVersion: string;
      /** The bookmark that ends the first state of a streamed list. */
      readonly initialEventsEnd: boolean;
    }
  | {
      readonly type: "ERROR";
      readonly code: number;
      readonly reason: string;
      readonly said: string;
      readonly retryAfterMs: number | undefined;
    };

/** How one resource's objects become records. */
export type Codec<T> = {
  /** Throws for an object that is not what it should be. */
  readonly fromJson: (object: unknown) => T;
  /** Absent for resources that are read as JSON. */
  readonly fromProtobuf?: (bytes: Buffer, start: number, end: number) => T;
  /** Tells one object from another for as long as it lives. */
  key(record: T): string; // A method, so that one table holds the codecs of every resource.
};

export const initialEventsEndAnnotation = "k8s.io/initial-events-end";

/** Undefined for an empty line and for event types of the future. Throws when it cannot be understood. */
export function readJsonEvent<T>(codec: Codec<T>, line: string): WatchEvent<T> | undefined {
  if (line.trim() === "") return undefined;
  // The border: foreign JSON, of which only optional fields are read.
  const { type, object } = JSON.parse(line) as { type?: string; object?: WireObject & WireStatus };
  if (typeof object !== "object" || object === null) throw new DecodeError("a watch event without an object");
  const resourceVersion = object.metadata?.resourceVersion ?? "";
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { type, resourceVersion, record: codec.fromJson(object) };
    case "BOOKMARK": {
      const end = object.metadata?.annotations?.[initialEventsEndAnnotation];
      return { type, resourceVersion, initialEventsEnd: end === "true" };
    }
    case "ERROR":
      return readError(object);
    default:
      return undefined;
  }
}

export function readError({ code, reason, message, details }: WireStatus): WatchEvent<never> {
  const seconds = details?.retryAfterSeconds;
  return {
    type: "ERROR",
    code: code ?? 0,
    reason: reason ?? "",
    said: message ?? "",
    retryAfterMs: seconds ? seconds * 1000 : undefined,
  };
}

/** One page: what follows it, and its objects one by one. */
export type Page<T> = {
  readonly resourceVersion: string;
  /** "" on the last page. */
  readonly next: string;
  /** Each may throw, for an object that cannot be read. */
  readonly items: readonly (() => T)[];
};
