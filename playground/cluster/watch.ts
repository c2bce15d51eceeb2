// GET with watch=true: the changes after a version, as JSON lines or protobuf frames.
import { negotiate } from "./accept.ts";
import type { Api, Call, OpenWatch } from "./api.ts";
import { invalidOptions } from "./list.ts";
import type { Fields, KubeObject } from "./object.ts";
import { canEncode, encodeWatchEvent } from "./protobuf.ts";
import { apiVersionOf, type Resource } from "./resources.ts";
import { type Matcher, selectorOf } from "./selectors.ts";
import { fail, StatusError, statusBody, tooLargeVersion, tooOldVersion } from "./status.ts";
import type { Change } from "./store.ts";
import { isTrue } from "./target.ts";
import { storedKey, viewOf } from "./views.ts";

type EventType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
type Send = (type: EventType, object: Fields) => void;

export function watchObjects(api: Api, call: Call): void {
  const { target, url, request, response } = call;
  const { resource, namespace } = target;
  const query = url.searchParams;
  checkOptions(api, resource, query);
  const canProtobuf = api.settings.protobuf && canEncode(resource.kind);
  const format = negotiate(request.headers.accept, canProtobuf);
  const selected = selectorOf(resource, query);
  const matches: Matcher = (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) && selected(object);

  response.writeHead(200, {
    "Content-Type":
      format === "json" ? "application/json" : "application/vnd.kubernetes.protobuf;stream=watch",
    "Cache-Control": "no-cache, private",
  });
  response.flushHeaders();
  const open = openWatch(api, call);
  const send: Send = (type, object) => {
    if (open.silent) return;
    response.write(
      format === "json" ? jsonLine(type, object) : encodeWatchEvent(type, resource.kind, object),
    );
  };

  // Everything below runs without a pause, so no change can fall between the state and the subscription.
  try {
    sendState(api, { resource, query, matches, send });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    send("ERROR", statusBody(error.status)); // a watch that was accepted fails with an event, not with a code
    return open.end("close");
  }
  open.onEnd(api.store.subscribe((change) => forward(change, { resource, matches, send })));
  if (isTrue(query.get("allowWatchBookmarks"))) sendBookmarks(api, { resource, open, send });
}

type Sink = { readonly resource: Resource; readonly matches: Matcher; readonly send: Send };

/** The initial state, when it was asked for, or the changes since the version the client has. */
function sendState(api: Api, { query, ...sink }: Sink & { readonly query: URLSearchParams }): void {
  const { resource, matches, send } = sink;
  const asked = query.get("resourceVersion") ?? "";
  const initial = isTrue(query.get("sendInitialEvents"));
  if (Number(asked) > api.store.version()) throw tooLargeVersion(Number(asked), api.store.version());
  if (initial || (query.get("sendInitialEvents") === null && (asked === "" || asked === "0"))) {
    const objects = api.store.list(storedKey(resource)).map((object) => viewOf(resource, object));
    for (const object of objects) if (matches(object)) send("ADDED", object);
    if (initial && isTrue(query.get("allowWatchBookmarks"))) {
      send("BOOKMARK", bookmark(api, resource, { "k8s.io/initial-events-end": "true" }));
    }
    return;
  }
  if (asked === "" || asked === "0") return;
  const changes = api.store.since(storedKey(resource), Number(asked));
  if (changes === undefined) throw tooOldVersion(Number(asked), api.store.version());
  for (const change of changes) forward(change, sink);
}

/** An object that starts or stops to match the selector is added or deleted for this watcher. */
function forward(change: Change, { resource, matches, send }: Sink): void {
  if (change.resource !== storedKey(resource)) return;
  const object = viewOf(resource, change.object);
  const before = change.previous !== undefined && matches(viewOf(resource, change.previous));
  const now = change.type !== "DELETED" && matches(object);
  if (before && now) return send("MODIFIED", object);
  if (now) return send("ADDED", object);
  if (before) send("DELETED", deletedObject(change, resource));
}

/** A deletion carries the last state with the version of the deletion. */
function deletedObject(change: Change, resource: Resource): KubeObject {
  const last = viewOf(resource, change.previous ?? change.object);
  return { ...last, metadata: { ...last.metadata, resourceVersion: String(change.version) } };
}

type Connection = OpenWatch & {
  readonly silent: boolean;
  readonly ended: AbortSignal;
  readonly onEnd: (run: () => void) => void;
};

function openWatch(api: Api, { target, url, response }: Call): Connection {
  const stopped = new AbortController();
  let silent = false;
  const watch: Connection = {
    resource: target.resource.name,
    ended: stopped.signal,
    get silent() {
      return silent;
    },
    onEnd: (run) =>
      stopped.signal.aborted ? run() : stopped.signal.addEventListener("abort", run, { once: true }),
    end: (how) => {
      if (how === "silence") {
        silent = true;
        return;
      }
      stopped.abort();
      if (how === "reset") response.destroy();
      else response.end();
    },
  };
  api.watches.add(watch);
  response.on("close", () => stopped.abort());
  watch.onEnd(() => api.watches.delete(watch));
  void closeLater(api, watch, Number(url.searchParams.get("timeoutSeconds") ?? 0) * 1000);
  return watch;
}

async function closeLater(api: Api, watch: Connection, askedMs: number): Promise<void> {
  const { clock, watchTimeoutMs } = api.settings;
  await clock.sleep(askedMs > 0 ? askedMs : watchTimeoutMs, watch.ended);
  if (!watch.ended.aborted && !watch.silent) watch.end("close");
}

async function sendBookmarks(
  api: Api,
  { resource, open, send }: { readonly resource: Resource; readonly open: Connection; readonly send: Send },
): Promise<void> {
  while (!open.ended.aborted) {
    await api.settings.clock.sleep(api.settings.bookmarkMs, open.ended);
    if (!open.ended.aborted) send("BOOKMARK", bookmark(api, resource));
  }
}

function bookmark(api: Api, resource: Resource, annotations?: Readonly<Record<string, string>>): Fields {
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(api.store.version()), ...(annotations ? { annotations } : {}) },
  };
}

function jsonLine(type: EventType, object: Fields): string {
  return `${JSON.stringify({ type, object })}\n`;
}

function checkOptions(api: Api, resource: Resource, query: URLSearchParams): void {
  const asked = query.get("resourceVersion") ?? "";
  if (!/^\d*$/.test(asked)) {
    const message = `resourceVersion: Invalid value: "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`;
    throw fail(500, "", message); // a real server answers 500 here
  }
  const initial = query.get("sendInitialEvents");
  const match = query.get("resourceVersionMatch") ?? "";
  if (initial === null && match !== "") {
    const message =
      "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    throw invalidOptions(resource, "resourceVersionMatch", message);
  }
  if (initial === null) return;
  if (!api.settings.watchList) {
    const message =
      "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
    throw invalidOptions(resource, "sendInitialEvents", message);
  }
  if (match !== "NotOlderThan") {
    const message = "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
    throw invalidOptions(resource, "resourceVersionMatch", message);
  }
}
