// Container logs, and GET pods/log with the answers a kubelet gives.
import type { Clock } from "#src/base/clock.ts";
import type { Api, Call } from "./api.ts";
import { type KubeObject, listAt, microTimestamp, textAt } from "./object.ts";
import { sendText } from "./respond.ts";
import { badRequest, fail, notFound } from "./status.ts";
import { isTrue } from "./target.ts";

export type LogRun = "current" | "previous";

export type Logs = {
  readonly set: (namespace: string, pod: string, container: string, text: string, run?: LogRun) => void;
  readonly get: (
    namespace: string,
    pod: string,
    container: string,
    run: LogRun,
  ) => readonly LogLine[] | undefined;
};

type LogLine = { readonly at: number; readonly text: string };

const LINE_SPACING_MS = 1000;

export function makeLogs(clock: Clock): Logs {
  const texts = new Map<string, readonly LogLine[]>();
  const key = (...parts: readonly string[]) => parts.join("/");
  return {
    set: (namespace, pod, container, text, run = "current") => {
      const lines = text.split("\n");
      if (lines.at(-1) === "") lines.pop();
      const first = clock.now() - lines.length * LINE_SPACING_MS;
      const dated = lines.map((line, index) => ({ at: first + index * LINE_SPACING_MS, text: line }));
      texts.set(key(namespace, pod, container, run), dated);
    },
    get: (namespace, pod, container, run) => texts.get(key(namespace, pod, container, run)),
  };
}

export function sendLog(api: Api, { target, url, response }: Call): void {
  const { namespace = "", name = "", resource } = target;
  const query = url.searchParams;
  const pod = api.store.get("pods", namespace, name);
  if (pod === undefined) throw notFound(resource, name);
  const container = chooseContainer(pod, query.get("container") ?? "");
  const previous = isTrue(query.get("previous"));
  checkReachable(api, pod, container);
  checkStarted(pod, container, previous);
  const crashed = !previous && stateOf(pod, container)?.waiting !== undefined;
  const current = api.logs.get(namespace, name, container, "current");
  const lines =
    previous || crashed ? (api.logs.get(namespace, name, container, "previous") ?? current) : current;
  sendText(response, 200, render(lines ?? [], query, api.settings.clock.now()));
}

function render(lines: readonly LogLine[], query: URLSearchParams, now: number): Buffer {
  const since = Number(query.get("sinceSeconds") ?? 0);
  const tail = query.get("tailLines");
  const limitBytes = Number(query.get("limitBytes") ?? 0);
  const recent = since > 0 ? lines.filter((line) => line.at >= now - since * 1000) : lines;
  const last = tail === null ? recent : Number(tail) === 0 ? [] : recent.slice(-Number(tail));
  const dated = isTrue(query.get("timestamps"));
  const text = last
    .map((line) => (dated ? `${microTimestamp(line.at)} ${line.text}\n` : `${line.text}\n`))
    .join("");
  const bytes = Buffer.from(text);
  return limitBytes > 0 ? bytes.subarray(0, limitBytes) : bytes;
}

function chooseContainer(pod: KubeObject, asked: string): string {
  const names = listAt(pod, "spec.containers").map((container) => String(container.name));
  const inits = listAt(pod, "spec.initContainers").map((container) => String(container.name));
  const { name } = pod.metadata;
  if (asked !== "") {
    if (names.includes(asked) || inits.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const others = inits.length > 0 ? ` or one of the init containers: [${inits.join(" ")}]` : "";
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]${others}`,
  );
}

function checkReachable(api: Api, pod: KubeObject, container: string): void {
  const node = textAt(pod, "spec.nodeName");
  if (node === "") {
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  }
  if (!api.off.has(node)) return;
  const address = listAt(api.store.get("nodes", undefined, node), "status.addresses")[0]?.address ?? node;
  const path = `${pod.metadata.namespace}/${pod.metadata.name}/${container}`;
  const message = `Get "https://${address}:10250/containerLogs/${path}": dial tcp ${address}:10250: connect: no route to host`;
  throw fail(500, "InternalError", message);
}

function checkStarted(pod: KubeObject, container: string, previous: boolean): void {
  const status = statusOf(pod, container);
  const last = status?.lastState;
  const hasRun = last !== undefined && last.terminated !== undefined;
  const quoted = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous) {
    if (hasRun) return;
    throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`);
  }
  const reason = stateOf(pod, container)?.waiting?.reason;
  if (reason === undefined && status !== undefined) return;
  if (hasRun) return;
  if (reason === "ErrImagePull" || reason === "ImagePullBackOff" || reason === "InvalidImageName") {
    throw badRequest(`${quoted} is waiting to start: trying and failing to pull image`);
  }
  throw badRequest(`${quoted} is waiting to start: ${reason ?? "ContainerCreating"}`);
}

type State = { readonly waiting?: { readonly reason?: string }; readonly terminated?: object };

type ContainerStatus = { readonly name: string; readonly state?: State; readonly lastState?: State };

function stateOf(pod: KubeObject, container: string): State | undefined {
  return statusOf(pod, container)?.state;
}

function statusOf(pod: KubeObject, container: string): ContainerStatus | undefined {
  const all = [...listAt(pod, "status.containerStatuses"), ...listAt(pod, "status.initContainerStatuses")];
  // Pods are written by this simulator or by kubectl against the Pod schema.
  return (all as readonly unknown[] as readonly ContainerStatus[]).find(
    (status) => status.name === container,
  );
}
