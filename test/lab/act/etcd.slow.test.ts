// etcd is backed up from Slack, destroyed, and restored by hand as docs/hosts.md says: what was there then is there again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const timeout = 600_000;
let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await changes(chat).trust("cp1");
  await kubectl(["delete", "configmap", "before", "after", "--ignore-not-found"]);
});
afterAll(() => chat?.close());

test("a backup from chat is proven, and brings back what etcd held when it was made", {
  timeout,
}, async () => {
  expect(await chat.ask("etcd status")).toMatch(/etcd is well, 1 member[\s\S]*cp1 +leader +3\.7\.0/);
  await kubectl(["create", "configmap", "before"]);
  const { propose, approve, shows, isIntact } = changes(chat);
  const backup = await propose("etcd backup --reason 'before it burns'");
  await approve(backup);
  const done = await shows(backup, / is succeeded/);
  expect(done).toMatch(/Restored, it holds revision \d+, \d+ keys, as the snapshot does/);
  await kubectl(["create", "configmap", "after"]);

  await onHost("cp1", "destroying etcd", "rm -rf /var/lib/etcd/member; rm -rf /var/lib/etcd.before-restore");
  await onHost("cp1", "restoring etcd as the document says", restoreFrom(backup));
  await eventually(async () => (await kubectlOutcome(["get", "--raw=/readyz"])).stdout, /^ok/, 120_000);
  await waitUntilReady();
  expect(await kubectl(["get", "configmap", "before", "--output=name"])).toContain("configmap/before");
  expect((await kubectlOutcome(["get", "configmap", "after"])).stderr).toContain("NotFound");
  await eventually(() => chat.ask("status"), /3 of 3 nodes ready/, 240_000);
  expect(await chat.ask("etcd status")).toMatch(/Newest backup[\s\S]* on cp1/);
  await isIntact();
});

test("a member that was given a pause takes less room, and one with nothing to give back is left alone", {
  timeout,
}, async () => {
  const { propose, approve, shows } = changes(chat);
  await onHost("cp1", "filling etcd", fill);
  const defrag = await propose("etcd defrag");
  await approve(defrag);
  await shows(defrag, / is succeeded/);
  await eventually(() => chat.ask("etcd defrag", "U0ANN"), /No member of etcd has anything to give back/);
});

test("a full etcd is named, and takes writes again once room was made from chat", { timeout }, async () => {
  await onHost("cp1", "giving etcd a small quota", quota);
  await eventually(async () => (await kubectlOutcome(["get", "--raw=/readyz"])).stdout, /^ok/, 180_000);
  await onHost("cp1", "filling etcd past its quota", overfill);
  expect((await kubectlOutcome(["create", "configmap", "refused"])).stderr).toMatch(
    /database space exceeded/,
  );
  expect(await chat.ask("etcd status")).toMatch(/etcd is full, so nothing can be written/);
  const { propose, approve, shows, isIntact } = changes(chat);
  const freeing = await propose("etcd defrag");
  await approve(freeing);
  expect(await shows(freeing, / is (succeeded|failed)/)).toMatch(/etcd raises no alarm/);
  await kubectl(["create", "configmap", "taken"]);
  await kubectl(["delete", "configmap", "taken"]);
  await isIntact();
});

/** Writes forty megabytes and compacts them away, so that half of the file is empty. */
const fill = `
container=$(crictl ps --quiet --name '^etcd$' --state Running)
pki=/etc/kubernetes/pki/etcd
etcdctl() { crictl exec --interactive "$container" etcdctl --cacert=$pki/ca.crt --cert=$pki/server.crt --key=$pki/server.key "$@"; }
megabyte() { head -c 1000000 /dev/zero | tr '\\0' x; }
for n in $(seq 40); do megabyte | etcdctl put /wheelhouse-test >/dev/null; done
etcdctl del /wheelhouse-test
etcdctl compact "$(etcdctl endpoint status --write-out=json | sed 's/.*"revision":\\([0-9]*\\).*/\\1/')"
`;

/** Sixty megabytes; the kubelet starts etcd anew. */
const quota = `
sed -i 's|^    - etcd$|    - etcd\\n    - --quota-backend-bytes=62914560|' /etc/kubernetes/manifests/etcd.yaml
for n in $(seq 60); do sleep 2; crictl inspect "$(crictl ps --quiet --name '^etcd$' --state Running | head -1)" 2>/dev/null | grep -q quota-backend-bytes && exit 0; done
exit 1
`;

/** One key again and again: nothing of it is in use but the last. */
const overfill = `
container=$(crictl ps --quiet --name '^etcd$' --state Running)
pki=/etc/kubernetes/pki/etcd
etcdctl() { crictl exec --interactive "$container" etcdctl --cacert=$pki/ca.crt --cert=$pki/server.crt --key=$pki/server.key "$@"; }
megabyte() { head -c 1000000 /dev/zero | tr '\\0' x; }
for n in $(seq 120); do megabyte | etcdctl put /wheelhouse-test >/dev/null 2>&1 || break; done
etcdctl alarm list | grep NOSPACE
`;

/** The lines of the document, with the first one naming this backup. */
function restoreFrom(operation: string): string {
  const text = readFileSync(join(import.meta.dirname, "../../../docs/hosts.md"), "utf8");
  const [, lines = ""] = /```sh restore\n([\s\S]+?)```/.exec(text) ?? [];
  expect(lines).toContain("backup=/var/backups/wheelhouse/etcd/op-7k3m9x.db");
  return lines.replace("op-7k3m9x", operation);
}
