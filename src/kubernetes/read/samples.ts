// Some samples of a page of Prometheus text: line by line and never held whole, as an API server's is megabytes long.
import { eachChunk } from "../connection/body.ts";
import { TooLargeError } from "../connection/failure.ts";
import type { ApiServer } from "../connection/request.ts";

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const limitBytes = 128 * 1024 * 1024;

export async function readSamples(
  api: ApiServer,
  path: string,
  { names, signal }: { readonly names: readonly string[]; readonly signal: AbortSignal },
): Promise<readonly Sample[]> {
  const answer = await api.open(path, { accept: "text/plain", signal });
  const decoder = new TextDecoder();
  const found: Sample[] = [];
  let rest = "";
  let size = 0;
  await eachChunk(answer, {
    signal,
    onChunk: (chunk) => {
      size += chunk.length;
      if (size > limitBytes) throw new TooLargeError(limitBytes);
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    },
  });
  take(rest);
  return found;

  function take(line: string): void {
    if (names.some((name) => line.startsWith(name))) found.push(...samplesIn(line, names));
  }
}

/** `name{label="value"} 1.5e+09`. */
function samplesIn(line: string, names: readonly string[]): readonly Sample[] {
  const [, name = "", inside = "", number = ""] = /^(\w+)(?:\{(.*)\})?\s+(\S+)/.exec(line) ?? [];
  const value = Number(number);
  if (!names.includes(name) || Number.isNaN(value)) return [];
  const pairs = [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return [{ name, value, labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])) }];
}
