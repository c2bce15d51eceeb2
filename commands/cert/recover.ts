// /k8s cert recover <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock, nodeLock } from "#src/base/lock-names.ts";
import { span } from "#src/base/text.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import { wrongClock } from "#src/kubeadm/certificates/clock.ts";
import { endedClient } from "#src/kubeadm/certificates/ended-kubelet.ts";
import { lookAt } from "#src/kubeadm/certificates/look.ts";
import { machineOf } from "#src/kubeadm/machine-of.ts";
import bootstrapKubelet from "#src/steps/bootstrap-kubelet.ts";
import tidyKubeletBootstrap from "#src/steps/tidy-kubelet-bootstrap.ts";

export default defineOperation({
  summary: "Let a worker's kubelet in again whose client certificate has ended",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 30_000,
  args: z.object({ node: nodeName }),
  positional: ["node"],
  aliases: ["recover kubelet", "recover the kubelet", "kubelet recover"],
  async plan({ node }, { cluster, hosts, now, signal }) {
    await settle(cluster, signal);
    const found = findNode(cluster, node);
    const { name } = found;
    const { name: host, pin } = await machineOf(found, "let its kubelet in again", { hosts, signal });
    const look = await lookAt(await hosts.view(host), () => now, signal);
    if (look.isControlPlane)
      throw new RefusedError(
        `${name} is a control plane, whose kubelet is let in again with its other certificates.`,
        { hint: `cert renew ${host}` },
      );
    const wrong = wrongClock(host, look.clockAheadMs);
    if (wrong)
      throw new RefusedError(`${wrong} By a wrong clock certificates look ended that are good.`, {
        hint: `On ${host}:`,
        shell: ["sudo timedatectl set-ntp true"],
      });
    const ended = endedClient(look, now);
    if (!ended)
      throw new RefusedError(`The client certificate of ${name}'s kubelet is good, or it has none.`, {
        hint: "cert list",
      });
    if (ended.node !== name)
      throw new RefusedError(`The kubelet of ${host} is that of the node ${ended.node}, not ${name}.`, {
        hint: `host show ${host}`,
      });
    return {
      target: name,
      risk: "change",
      title: `Let the kubelet of ${name} in again`,
      impact: [
        `The client certificate of its kubelet ended ${span(now - ended.until)} ago. With a token that is made for it, it asks ${ended.server} for another one, as when ${host} joined.`,
        `The kubelet restarts; pods on ${name} go on running.`,
      ],
      warnings: [],
      basis: { key: pin?.fingerprint ?? "", until: ended.until },
      steps: [
        bootstrapKubelet.with({ host, node: name, server: ended.server }),
        tidyKubeletBootstrap.with({ host }),
      ],
      locks: [nodeLock(cluster.name, name), hostLock(host)],
      offers: [{ label: "Certificates", line: `cert list --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});
