// wheelhouse.env: the tokens, as npm start and npm run check read them. Other lines stay as they are.
import { parseEnv } from "node:util";
import { makePrivate, readIfThere, writePrivately } from "./files.ts";

export type SecretsFile = {
  readonly path: string;
  readonly get: (key: string) => string | undefined;
  /** Written at once. */
  readonly set: (key: string, value: string) => void;
  readonly all: () => Readonly<Record<string, string | undefined>>;
  /** Whether others could read it, until now. */
  readonly wasOpen: boolean;
};

const head =
  "# Written by npm run setup, read by npm start and npm run check. It holds secrets: keep it to yourself.\n";

export function openSecrets(path: string): SecretsFile {
  let text = readIfThere(path);
  const wasOpen = text !== undefined && makePrivate(path);
  const all = () => parseEnv(text ?? "");
  return { path, get: (key) => all()[key] || undefined, set, all, wasOpen };

  function set(key: string, value: string): void {
    const others = (text ?? head).split("\n").filter((line) => !line.startsWith(`${key}=`));
    const next = `${others.join("\n").trimEnd()}\n${key}=${value}\n`;
    writePrivately(path, next);
    text = next;
  }
}
