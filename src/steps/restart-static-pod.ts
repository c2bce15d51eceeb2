// Has the kubelet start a static pod anew, by taking its sandbox away. Its manifest is never touched, so it cannot be lost midway.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Host, HostView } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep, type Proof } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  component: z.string(),
  /** The certificates that it reads when it begins: it is restarted once it has begun after each of them was written. */
  reads: z.array(z.string()),
  serves: z.object({ port: z.number(), path: z.string() }).optional(),
  /** Of one that is restarted whatever it reads: the sandbox that it is in. */
  sandbox: z.string().optional(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "restart-static-pod",
  input,
  // kubeadm gives an API server four minutes. A kubelet that asks through a balancer may wait as long for the server whose etcd it restarts.
  timeoutMs: 480_000,
  title: ({ host, component }) => `Restart ${component} on ${host}`,
  calls: ({ host, component, sandbox = `<sandbox of ${component}>` }) =>
    argvs(sandbox).map((argv) => callOfRun(host, { argv })),
  done: async (given, { hosts, signal }) => standing(await hosts.host(given.host), given, signal),
  run: async (given, { hosts, signal }) => {
    const host = await hosts.host(given.host);
    for (const id of await oldSandboxes(host, given, signal)) {
      for (const argv of argvs(id)) await must(host, argv, signal);
    }
  },
});

function argvs(sandbox: string): readonly (readonly string[])[] {
  return [asRoot(["crictl", "stopp", sandbox]), asRoot(["crictl", "rmp", sandbox])];
}

/** Never one that has begun since: who comes after a killed one finds it. */
async function oldSandboxes(
  host: HostView,
  { component, reads, sandbox }: Input,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const since = await newest(host, reads, signal);
  return (await host.read("staticPodSandboxes", signal))
    .filter((each) => each.component === component)
    .filter((each) => (sandbox === undefined ? each.createdAt <= since : each.id === sandbox))
    .map(({ id }) => id);
}

async function standing(
  host: HostView,
  { component, reads, serves, sandbox }: Input,
  signal: AbortSignal,
): Promise<Proof> {
  const since = await newest(host, reads, signal);
  const [own] = (await host.read("staticPodContainers", signal)).filter(
    (each) => each.component === component,
  );
  const open = (evidence: string): Proof => ({
    goal: "open",
    evidence: `${component} on ${host.name} ${evidence}`,
  });
  if (!own) return open("has no container.");
  if (own.createdAt <= since) return open("still runs with what it read before.");
  if (own.sandbox === sandbox) return open("was not restarted yet.");
  if (!own.isRunning) return open("was started anew, and has ended.");
  const shown = serves && (await servesNew(host, serves, signal));
  if (shown !== undefined && shown !== true) return open(shown);
  if (component === "etcd" && (await host.read("etcdHealth", signal)) === false)
    return open("has no leader yet.");
  const proof = serves ? `, and what it shows on port ${serves.port} is ${serves.path}` : "";
  return { goal: "holds", evidence: `${component} on ${host.name} was started anew${proof}.` };
}

/** True, or what is not so yet. */
async function servesNew(
  host: HostView,
  { port, path }: NonNullable<Input["serves"]>,
  signal: AbortSignal,
): Promise<true | string> {
  const files = await host.read("certificateFiles", signal);
  const shown = await host.read("servedCertificate", signal, port);
  if (!shown) return `does not answer on port ${port} yet.`;
  const held = files.find((file) => file.path === path)?.certificate;
  return shown.fingerprint === held?.fingerprint || `shows another certificate on port ${port} than ${path}.`;
}

/** When the last of them was written, by the host's clock, as its containers' times are too. */
async function newest(host: HostView, paths: readonly string[], signal: AbortSignal): Promise<number> {
  const found = await Promise.all(paths.map((path) => host.read("fileStatus", signal, path)));
  return Math.max(0, ...found.map((each) => each?.modifiedAt ?? 0));
}

async function must(host: Host, argv: readonly string[], signal: AbortSignal): Promise<void> {
  const said = await host.run({ argv }, signal);
  // Gone meanwhile is what was wanted: the kubelet tidies up as well.
  if (said.code === 0 || /not ?found/i.test(said.stderr)) return;
  throw new StepError(
    `crictl on ${host.name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
  );
}
