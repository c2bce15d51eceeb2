// What a ClusterView asks the API server for when it is needed, beyond what is watched.

import type { ClusterView, EventScope, LogOptions } from "../cluster.ts";
import { readStart } from "../connection/body.ts";
import type { ApiServer } from "../connection/request.ts";
import type { KubeEvent, PodDetail } from "../objects.ts";
import { resourcePath, resources } from "../resources.ts";
import { projectEvent } from "../wire/project.ts";
import { projectPodDetail } from "../wire/project-pod-detail.ts";
import type { WireEvent, WirePod } from "../wire/wire.ts";
import { readHealth } from "./health.ts";
import { readFirst, readJson } from "./read-json.ts";
import type { Tell } from "./tell-reading.ts";
import { readWorkloads } from "./workloads.ts";

type Options = {
  readonly cluster: string;
  readonly api: ApiServer;
  readonly told: Tell;
  readonly now: () => number;
};

export type Reads = Pick<ClusterView, "health" | "pod" | "podLog" | "events" | "workloads">;

export function createReads({ cluster, api, told, now }: Options): Reads {
  return {
    health: (signal) => told(`the health of ${cluster}`, signal, readHealth(api, now, signal)),
    pod: (namespace, name, signal) =>
      told(`pod ${namespace}/${name} on ${cluster}`, signal, readPod(api, namespace, name, signal)),
    podLog: (namespace, name, options, signal) =>
      told(
        `the log of ${namespace}/${name} on ${cluster}`,
        signal,
        readLog(api, namespace, name, options, signal),
      ),
    events: (scope, signal) => told(`events on ${cluster}`, signal, readEvents(api, scope, signal)),
    workloads: (namespace, signal) =>
      told(`workloads on ${cluster}`, signal, readWorkloads(api, namespace, signal)),
  };
}

async function readPod(
  api: ApiServer,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<PodDetail> {
  const object = await readJson(api, resourcePath(resources.pods, { namespace, name }), signal);
  return projectPodDetail(object as WirePod); // The border: this path serves Pods.
}

async function readLog(
  api: ApiServer,
  namespace: string,
  name: string,
  { container, previous, tailLines, limitBytes }: LogOptions,
  signal: AbortSignal,
): Promise<string> {
  const query = { container, previous, tailLines, limitBytes };
  const path = resourcePath(resources.podLogs, { namespace, name }, query);
  // The API server refuses to serve a log as anything but plain text, and takes the word for it only as a wildcard.
  const answer = await api.open(path, { accept: "*/*", signal });
  const bytes = await readStart(answer, { limitBytes, signal });
  // As a stream: a character cut in two by the limit is left out, a wrong byte becomes U+FFFD.
  return new TextDecoder().decode(bytes, { stream: true });
}

async function readEvents(
  api: ApiServer,
  { namespace, about }: EventScope,
  signal: AbortSignal,
): Promise<readonly KubeEvent[]> {
  const fieldSelector =
    about && `involvedObject.kind=${selected(about.kind)},involvedObject.name=${selected(about.name)}`;
  const list = { resource: resources.events, namespace, fieldSelector, project: projectEvent };
  return readFirst<WireEvent, KubeEvent>(api, list, (one, other) => other.lastAt - one.lastAt, signal);
}

// As fields.EscapeValue of k8s.io/apimachinery: a name may not add terms of its own.
function selected(value: string): string {
  return value.replace(/[\\,=]/g, (character) => `\\${character}`);
}
