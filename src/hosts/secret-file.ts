// Secrets on a host: a file below /run, which is memory, that only root reads, written from the program's input.
import { thisOperation } from "#src/base/call.ts";
import { asRoot } from "./quote.ts";

/** Where the secrets of one operation are: `/run/wheelhouse/op-7k3m9x/join.yaml`. In a call, of `<this operation>`. */
export function secretPath(operation: string, file: string): string {
  const path = `/run/wheelhouse/${operation}/${file}`;
  const isNamed = operation === thisOperation || /^[a-z0-9-]+$/.test(operation);
  if (!isNamed || !/^[a-z0-9][a-z0-9.-]*$/.test(file)) throw new Error(`${path} is no place for a secret`);
  return path;
}

/** Run with the secret as `stdin`. The file is made with its mode; one that is there is replaced. */
export function writeSecretArgv(path: string): readonly string[] {
  return asRoot(["install", "-D", "--mode=0600", "--owner=root", "--group=root", "--", "/dev/stdin", path]);
}

/** Removes the file; none there is fine too. */
export function removeSecretArgv(path: string): readonly string[] {
  return asRoot(["rm", "--force", "--", path]);
}
