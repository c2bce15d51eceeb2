// The bare peers of a sync: the same bytes over node's http client, thrown away at once or after parsing each line.
import { input, tell } from "../program.ts";

const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

export type DrainInput = {
  readonly server: string;
  readonly ca?: string;
  readonly accept: string;
  readonly parse: boolean;
};

export type DrainResult = { readonly ms: number; readonly cpuMs: number; readonly peakMb: number };

const { server, ca, accept, parse } = input<DrainInput>();
const url = `${server}/api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true`;
const onChunk = parse ? lineParser() : () => {};
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();

await new Promise<void>((resolve, reject) => {
  const request = url.startsWith("https:")
    ? https.get(url, { headers: { accept }, ca })
    : http.get(url, { headers: { accept } });
  request.on("error", reject);
  request.once("response", (answer) => {
    let left = Number(answer.headers["bench-bytes"]);
    answer.on("data", (chunk: Buffer) => {
      onChunk(chunk);
      left -= chunk.length;
      if (left === 0) resolve();
    });
  });
});

const ms = performance.now() - startedAt;
const cpu = process.cpuUsage(cpuBefore);
const result: DrainResult = {
  ms,
  cpuMs: (cpu.user + cpu.system) / 1000,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
tell(result);

/** The least that reading JSON can cost: find the line, parse it, forget it. */
function lineParser(): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, end));
      JSON.parse(
        rest.length === 1 ? chunk.toString("utf8", start, end) : Buffer.concat(rest).toString("utf8"),
      );
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  };
}
