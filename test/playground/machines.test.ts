// The machines of the playground: over real SSH, with the keys that its database holds, and the cluster reacts to them.
import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { DAY_MS } from "../../playground/cluster/seed/build.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";

const signal = AbortSignal.timeout(60_000);
let given: GivenMachines;
let { cluster, machines, hosts } = {} as GivenMachines;

beforeAll(async () => {
  given = await givenMachines();
  ({ cluster, machines, hosts } = given);
});
afterAll(() => given.close());

test("each node is a machine that lets the bot in, and says what the cluster says of it", async () => {
  const nodes = cluster.store.list("nodes").map(({ metadata }) => metadata.name);
  expect(nodes).toEqual(["cp1", "pi-1", "worker1"]);
  for (const name of nodes) {
    const view = await hosts.view(name);
    expect(await view.read("hostname", signal)).toBe(name);
    expect(await view.read("kubeletVersion", signal)).toBe(cluster.version.slice(1));
    expect(await view.read("service", signal, "kubelet")).toMatchObject({ isThere: true, active: "active" });
  }
});

test("the Raspberry Pi that nobody has added is not logged in to, and has nothing of Kubernetes", async () => {
  const pi = await hosts.view("pi-4");
  await expect(pi.read("hostname", signal)).rejects.toThrow(RefusedError);
  expect(machines.host("pi-4").machine.programs.has("kubelet")).toBe(false);
});

test("an expired certificate is served until it is renewed and its static pod is restarted", async () => {
  const cp1 = await hosts.host("cp1");
  const { staticPods } = await machines.node("cp1");
  await cluster.renew({
    notBefore: new Date(Date.now() - 366 * DAY_MS),
    notAfter: new Date(Date.now() - DAY_MS),
  });
  const renew = await cp1.run({ argv: asRoot(["kubeadm", "certs", "renew", "all"]) }, signal);
  expect(renew).toMatchObject({ code: 0 });
  await expect(askCluster()).rejects.toMatchObject({ code: "CERT_HAS_EXPIRED" });

  const sandbox = staticPods?.containers().find(({ component }) => component === "kube-apiserver")?.sandbox;
  await cp1.run({ argv: asRoot(["crictl", "stopp", sandbox ?? ""]) }, signal);
  expect(await cp1.run({ argv: asRoot(["crictl", "rmp", sandbox ?? ""]) }, signal)).toMatchObject({
    code: 0,
  });
  expect(await askCluster()).toBe(200);
});

test("a machine that is off answers nobody", async () => {
  cluster.powerOff("pi-1");
  machines.host("pi-1").cut();
  await expect((await hosts.view("pi-1")).read("hostname", signal)).rejects.toThrow(/pi-1/);
  cluster.powerOn("pi-1");
  expect(await (await hosts.view("pi-1")).read("hostname", signal)).toBe("pi-1");
});

function askCluster(): Promise<number | undefined> {
  const { ca, admin, url } = cluster;
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/version`, { ca, ...admin, agent: false });
    sent.on("response", (response) => resolve(response.resume().statusCode));
    sent.on("error", reject).end();
  });
}
