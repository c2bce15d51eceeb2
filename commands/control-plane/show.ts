// /k8s control-plane show [host]
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { few, oneLine, shorten, span } from "#src/base/text.ts";
import type { Answer, Button } from "#src/card/answer.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { match } from "#src/diagnosis/match.ts";
import type { Signature } from "#src/diagnosis/signature.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Fault, faultsOf } from "#src/kubeadm/control-plane/faults.ts";
import { type ControlPlane, lookAtControlPlane } from "#src/kubeadm/control-plane/look.ts";

type Seen = { readonly look: ControlPlane; readonly faults: readonly Fault[] };
type Silent = { readonly host: string; readonly why: string };

export default defineQuery({
  summary: "The control plane as its machines tell it, its API dead or not",
  role: "viewer",
  needs: "host",
  args: z.object({ host: knownHost.optional() }),
  positional: ["host"],
  aliases: ["control-plane status", "control-plane list", "controlplane show"],
  async answer({ host: only }, { cluster, hosts, now, signal, signatures }) {
    const names = only ? [only] : await mayBeControlPlanes({ cluster, hosts, signal });
    const looks = await Promise.all(names.map(async (name) => ({ name, look: await attempt(lookOn(name)) })));
    const silent = looks.flatMap(({ name, look }) =>
      look.ok ? [] : [{ host: name, why: look.error.message }],
    );
    const seen = looks.flatMap(({ look }) =>
      look.ok
        ? [{ look: look.value, faults: [...faultsOf(look.value, now), ...causes(look.value, signatures())] }]
        : [],
    );
    return answerOf(cluster.name, seen, silent, now);

    async function lookOn(name: string): Promise<ControlPlane> {
      return lookAtControlPlane(await hosts.view(name), () => now, signal);
    }
  },
});

function answerOf(cluster: string, seen: readonly Seen[], silent: readonly Silent[], now: number): Answer {
  const faults = seen.flatMap(({ look, faults: own }) => own.map(({ says }) => `${look.host}: ${says}`));
  const lines = [...silent.map(({ why }) => why), ...faults];
  const remedies = [...new Set(seen.flatMap(({ faults: own }) => own.flatMap((each) => each.remedies)))];
  return {
    headline: `${cluster}: ${
      lines[0] ??
      `the control plane on ${few(
        seen.map(({ look }) => look.host),
        3,
      )} is well`
    }`,
    tone: lines.length > 0 ? "bad" : "good",
    parts: [
      ...(lines.length > 1 ? [{ kind: "list" as const, title: "What is wrong", lines }] : []),
      {
        kind: "table",
        table: {
          columns: ["Host", "What", "State", "Since", "Starts"].map((title) => ({ title })),
          rows: seen.flatMap(({ look }) => rowsOf(look, now)),
        },
      },
    ],
    buttons: [
      ...remedies.slice(0, 3).map((line) => button(line, cluster)),
      { label: "Refresh", line: `control-plane show --cluster=${cluster}`, how: "redraw" },
    ],
  };
}

function button(line: string, cluster: string): Button {
  const isQuestion = / (list|show|status)\b/.test(line);
  return {
    label: line.replace(/ --\S+/g, ""),
    line: `${line} --cluster=${cluster}`,
    how: isQuestion ? "thread" : "ask",
  };
}

function rowsOf({ host, kubelet, containerd, components, isServed }: ControlPlane, now: number) {
  return [
    [host, "kubelet", kubelet, "", ""],
    [host, "containerd", containerd, "", ""],
    ...components.map(({ name, container }) => [
      ...[host, name],
      container ? (container.isRunning ? "running" : "ended") : "no container",
      container ? span(now - container.createdAt) : "",
      container ? String(container.attempt + 1) : "",
    ]),
    [host, "port 6443", isServed ? "answers" : "does not answer", "", ""],
  ];
}

/** Why the kubelet is not well, by what it writes; what it wrote while it was starting says nothing once it runs. */
function causes({ kubelet, journal = "" }: ControlPlane, signatures: readonly Signature[]): readonly Fault[] {
  if (kubelet === "active") return [];
  const found = match(signatures, [{ source: "kubelet", of: "its kubelet", text: journal }]);
  return found.slice(0, 3).map(({ signature, line }) => ({
    says: `${signature.cause} (${shorten(oneLine(line), 160)})`,
    remedies: [],
  }));
}
