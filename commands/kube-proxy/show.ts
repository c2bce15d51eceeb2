// /k8s kube-proxy show
import { z } from "zod";
import { count, few } from "#src/base/text.ts";
import type { Answer } from "#src/card/answer.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { type ProxyRow, proxyTable } from "#src/card/proxy-rows.ts";
import { defineQuery, type QueryContext } from "#src/command/define.ts";
import { logOf } from "#src/kubeadm/kube-proxy/canary.ts";
import { findingsOf, imageIn } from "#src/kubeadm/kube-proxy/causes.ts";
import { readProxyConfig } from "#src/kubeadm/kube-proxy/config.ts";
import { configKey, defaultMode, kubeProxy, minorOf } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { modeTrial, sayModeTrial, templateLeft } from "#src/kubeadm/kube-proxy/left.ts";
import { type ProxyState, podOn, readProxy, whyNone, withLabels } from "#src/kubeadm/kube-proxy/read.ts";
import type { ConfigMap, PodFacts, Rollout } from "#src/kubernetes/facts.ts";

const said = `${kubeProxy.namespace}/${kubeProxy.name}`;
/** Logs are read of so many pods; of more, one in every so many would prove nothing about the others. */
const mostLogs = 40;

export default defineQuery({
  summary: "Show the mode of kube-proxy, where it runs and where it is missing",
  role: "viewer",
  args: z.object({}),
  positional: [],
  aliases: [
    "kube-proxy",
    "kube-proxy status",
    "kube-proxy list",
    "kube-proxy mode show",
    "kube-proxy config",
  ],
  async answer(_args, context) {
    const { cluster, signal, now } = context;
    await settle(cluster, signal);
    const [rollout, configMap, { version }] = await Promise.all([
      cluster.rollout(kubeProxy, signal),
      cluster.configMap(kubeProxy.namespace, kubeProxy.name, signal),
      cluster.health(signal),
    ]);
    if (!rollout) return none(context);
    const proxy = await readProxy(cluster, signal);
    const rows = await rowsOf(proxy, context);
    const absent = await withLabels(cluster, proxy.absent, signal);
    const { template } = rollout;
    const findings = findingsOf({ template, absent, nodes: proxy.nodes, version });
    const mode = modeOf(configMap, version);
    const others = rows.filter((row) => row.mode !== undefined && row.mode !== mode.runs);
    const unwell = rows.filter(({ pod }) => !pod?.ready).length;
    const all = count(proxy.nodes.length, "node");
    const wrong = [
      ...findings.map((each) => `${few(each.nodes, 5)}: ${each.said}`),
      ...unexplained(
        proxy,
        findings.flatMap(({ nodes }) => nodes),
      ),
      ...(others.length > 0
        ? [
            `${few(
              others.map(({ node }) => `${node} (${others.find((each) => each.node === node)?.mode})`),
              5,
            )}: started before the mode was changed, or could not take it`,
          ]
        : []),
      ...trialLines(rollout, configMap, version),
    ];
    return {
      headline: `kube-proxy on ${cluster.name}: ${mode.runs} mode, ${unwell === 0 ? `ready on ${all}` : `not ready on ${unwell} of ${all}`}`,
      tone: unwell > 0 ? "bad" : wrong.length > 0 ? "warning" : "good",
      parts: [
        {
          kind: "facts",
          facts: [
            ["Mode", mode.said],
            ["Image", imageIn(template)],
            ["Parameters", `ConfigMap ${said}, ${configKey}; changes take effect at a restart`],
            [
              "Pods",
              `DaemonSet ${said}, ${rollout.strategy} ${rollout.maxUnavailable && `maxUnavailable ${rollout.maxUnavailable}`}`.trim(),
            ],
          ],
        },
        ...(wrong.length > 0 ? [{ kind: "list" as const, title: "What is wrong", lines: wrong }] : []),
        { kind: "table", table: proxyTable(rows, now) },
      ],
      buttons: [
        { label: "Refresh", line: `kube-proxy show --cluster=${cluster.name}`, how: "redraw" },
        ...(findings.length > 0
          ? [{ label: "Repair", line: `kube-proxy repair --cluster=${cluster.name}`, how: "ask" as const }]
          : []),
      ],
      freshness: readNow(now),
    };
  },
});

function none({ cluster, now }: QueryContext): Answer {
  const why = whyNone(cluster);
  return {
    headline: `${cluster.name} has no DaemonSet ${said}: ${why}`,
    tone: /was deleted/.test(why) ? "bad" : "neutral",
    parts: [],
    freshness: readNow(now),
  };
}

type Mode = { readonly runs: string; readonly said: string };

function modeOf(configMap: ConfigMap | undefined, version: string): Mode {
  const written = readProxyConfig(configMap?.data[configKey] ?? "")?.mode;
  if (written === undefined) return { runs: "unknown", said: `unknown: ConfigMap ${said} cannot be read` };
  if (written !== "") return { runs: written, said: written };
  const runs = defaultMode(minorOf(version) ?? 0);
  return { runs, said: `${runs} (not set; that is the default on Linux)` };
}

async function rowsOf(
  { nodes, pods }: ProxyState,
  { cluster, signal }: QueryContext,
): Promise<readonly ProxyRow[]> {
  const isFew = nodes.length <= mostLogs;
  return Promise.all(
    nodes.map(async (node): Promise<ProxyRow> => {
      const pod = podOn(pods, node.name);
      const mode = pod?.ready && isFew ? await modeIn(pod) : undefined;
      return { node: node.name, arch: node.arch, pod, mode };
    }),
  );

  async function modeIn(pod: PodFacts) {
    return (await logOf(cluster, pod, { previous: false }, signal)).mode;
  }
}

/** The DaemonSet would run there, and yet nothing does. */
function unexplained({ absent }: ProxyState, explained: readonly string[]): readonly string[] {
  const names = absent.map(({ name }) => name).filter((name) => !explained.includes(name));
  if (names.length === 0) return [];
  return [
    `${few(names, 5)}: no pod, though the DaemonSet allows it; event list --about=daemonset/${kubeProxy.name} says more`,
  ];
}

function trialLines(rollout: Rollout, configMap: ConfigMap | undefined, version: string): readonly string[] {
  const template = templateLeft(rollout);
  const mode = configMap && modeTrial(configMap, version);
  return [...(template ? [template] : []), ...(mode ? [sayModeTrial(mode)] : [])];
}
