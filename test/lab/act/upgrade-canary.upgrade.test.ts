// The first worker of an upgrade fails: its kubelet has a flag that the new one refuses, where no check looks. It stops there, is mended by hand, and goes
// on. etcd was taken to a later release before, by hand, and stays there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { nameEtcdTag } from "../cluster/etcd-tag.ts";
import { onHost, writeHostFile } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";
import { before, beginUpgrade, givenUpgrade, newest, versions } from "./upgrade-given.ts";

const hosts = ["cp1", "worker1", "worker2"];
const dropIn = "/etc/systemd/system/kubelet.service.d/20-local.conf";
/** kubelet 1.36 takes it and says that it will go; 1.37 does not start with it. */
const flag = "--container-hints=/etc/hints";

const etcd = before.laterEtcd.version;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenUpgrade(hosts, async () => {
    await nameEtcdTag(`${etcd}-0`);
    const within = `kubeadm upgrade apply v${before.version} --yes --ignore-preflight-errors=SystemVerification`;
    await onHost("cp1", "upgrading within the minor", within);
    await writeHostFile("worker1", dropIn, `[Service]\nExecStart=\nExecStart=${withFlag()}\n`);
    await onHost(
      "worker1",
      "starting the kubelet with its flag",
      "systemctl daemon-reload; systemctl restart kubelet; sleep 3; systemctl is-active kubelet",
    );
  });
});
afterAll(() => chat?.close());

test("the first worker fails, stops the rest, is mended, and all go on to their end", {
  timeout: 1_700_000,
}, async () => {
  const { approve, shows, isIntact } = changes(chat);
  const planned = await chat.ask("upgrade plan");
  expect(planned).toContain("Kubelet flags: none that the new kubelet refuses");
  expect(planned).toContain(`${etcd}: it will be ${etcd}-0`);
  const { show, stage } = await beginUpgrade(chat);
  await shows(await stage("cp1"), / is succeeded/);

  const canary = await stage("worker1");
  const failed = await shows(canary, / is failed/);
  expect(failed).toContain("unknown flag: --container-hints");
  expect(failed).toContain("Mend it there (journalctl -u kubelet), then resume");
  expect(failed).toContain("Removed flag left in");
  expect(await eventually(show, /failed: resume or abandon it/)).toContain(canary);
  // The rest is as it was.
  expect(await versions()).toContain(`worker2 v${before.version} True`);

  await onHost("worker1", "taking the flag away", `rm ${dropIn}; systemctl daemon-reload`);
  await chat.ask(`resume ${canary}`, "U0BOB");
  await shows(canary, / is succeeded/);
  const second = await stage("worker2");
  await shows(second, / is proposed/);
  await approve(second);
  await shows(second, / is succeeded/);
  await eventually(show, /is done/);
  expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
  expect(await chat.ask("etcd status")).toMatch(new RegExp(`cp1 +leader +${etcd}`));
  await isIntact();
});

function withFlag(): string {
  const usual = ["KUBECONFIG", "CONFIG", "KUBEADM", "EXTRA"].map((each) => `$KUBELET_${each}_ARGS`);
  return ["/usr/bin/kubelet", ...usual, flag].join(" ");
}
