// Gives containerd a configuration that kubeadm's clusters work with, and starts it.
import { z } from "zod";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { replaceFileRun } from "#src/hosts/settings-file.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** Its configuration is not as it must be; else it is only started. */
  rewrites: z.boolean(),
});

const file = "/etc/containerd/config.toml";
/** In the format that 1.7 knows and 2 still reads. What it does not say is containerd's own default. */
const config = `version = 2

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
    SystemdCgroup = true

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`;

export default defineStep({
  name: "configure-containerd",
  input,
  timeoutMs: 120_000,
  title: ({ host, rewrites }) => `${rewrites ? "Configure" : "Start"} containerd on ${host}`,
  calls: (wanted) => runsOf(wanted).map((run) => callOfRun(wanted.host, run)),
  done: async ({ host: name }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const [config, service] = await Promise.all([
      host.read("containerdConfig", signal),
      host.read("service", signal, "containerd"),
    ]);
    const isRight = config?.hasSystemdCgroup === true && !config.isCriDisabled;
    if (!isRight)
      return { goal: "open", evidence: `The configuration of containerd on ${name} is not right.` };
    return service.active === "active"
      ? {
          goal: "holds",
          evidence: `containerd runs on ${name}, with its containers in systemd's control groups.`,
        }
      : { goal: "open", evidence: `containerd on ${name} is ${service.active}.` };
  },
  run: async (wanted, { hosts, signal }) => {
    const host = await hosts.host(wanted.host);
    for (const run of runsOf(wanted)) await mustRun(host, run, signal);
  },
});

function runsOf({ rewrites }: z.output<typeof input>): readonly HostRun[] {
  const start = { argv: asRoot(["systemctl", "enable", "--now", "containerd"]) };
  if (!rewrites) return [start];
  return [replaceFileRun(file, config), start, { argv: asRoot(["systemctl", "restart", "containerd"]) }];
}
