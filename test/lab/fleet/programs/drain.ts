// The bare peer of a sync: the same watches over node's http client, each thrown away up to the end of its initial events.
import { Agent, get } from "node:https";
import { input, tell } from "../../../../bench/program.ts";
import { endpoint, type FleetInput } from "./endpoint.ts";

export type DrainResult = {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly bytes: number;
};

const paths = [
  "/api/v1/nodes",
  "/api/v1/pods",
  "/apis/apps/v1/daemonsets",
  "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases",
];
const query = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
const accept = "application/vnd.kubernetes.protobuf;stream=watch, application/json";
const endMark = "k8s.io/initial-events-end";

const { server, ca, headers } = endpoint(input<FleetInput>());
const agent = new Agent({ ca });
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();

const sizes = await Promise.all(paths.map(drain));

const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
const result: DrainResult = {
  ms,
  cpuMs: (user + system) / 1000,
  peakMb: process.resourceUsage().maxRSS / 1024,
  bytes: sizes.reduce((sum, size) => sum + size, 0),
};
tell(result);
agent.destroy();

function drain(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(`${server}${path}?${query}`, { agent, headers: { ...headers, accept } }, (answer) => {
      let bytes = 0;
      let tail: Buffer = Buffer.alloc(0);
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        // The mark comes once, in the last event, and may be cut by the border of two chunks.
        const joined = Buffer.concat([tail, chunk.subarray(0, endMark.length)]);
        if (chunk.includes(endMark) || joined.includes(endMark)) resolve(bytes);
        tail = chunk.subarray(-endMark.length);
      });
      answer.on("end", () =>
        reject(new Error(`${path}: ${answer.statusCode} ended before its initial events did`)),
      );
    });
    request.on("error", reject);
  });
}
