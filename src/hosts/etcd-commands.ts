// What is asked of a machine's etcd, run in its container: the image has etcdctl and etcdutl, and no shell.
import { asRoot } from "./quote.ts";

const pki = "/etc/kubernetes/pki/etcd";

/** Of this member alone unless the words say `--cluster`. */
export function etcdctl(container: string, ...words: readonly string[]): readonly string[] {
  return asRoot([
    ...["crictl", "exec", container, "etcdctl", "--endpoints=https://127.0.0.1:2379"],
    ...[`--cacert=${pki}/ca.crt`, `--cert=${pki}/server.crt`, `--key=${pki}/server.key`, ...words],
  ]);
}

/** On a file, with no member asked. */
export function etcdutl(container: string, ...words: readonly string[]): readonly string[] {
  return asRoot(["crictl", "exec", container, "etcdutl", ...words]);
}

/** By its id, in hexadecimal. Those that are left must be able to agree on it. */
export function removeMember(container: string, id: string): readonly string[] {
  return etcdctl(container, "member", "remove", id);
}
