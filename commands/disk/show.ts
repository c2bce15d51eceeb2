// /k8s disk show <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, few } from "#src/base/text.ts";
import type { Answer, Part, Table, Tone } from "#src/card/answer.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { HostsView, KnownHost } from "#src/hosts/host.ts";
import {
  ample,
  type Limit,
  limitsOf,
  roomIn,
  sayAmount,
  sayRoom,
  shortOf,
} from "#src/kubeadm/disk/limits.ts";
import { type DiskLook, lookAtDisks, unusedImages } from "#src/kubeadm/disk/look.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";

export default defineQuery({
  summary: "What fills a machine's disks, and how far it is from evicting pods",
  role: "viewer",
  needs: "host",
  args: z.object({ node: nodeName.meta({ description: "Name of the node, or of its machine" }) }),
  positional: ["node"],
  aliases: ["disk list", "disk usage", "disk usage on", "disk use", "df"],
  async answer({ node }, { cluster, hosts, signal }) {
    const known = await machineWithDisks(node, { cluster, hosts });
    const host = await ownMachine(known.name, { cluster, hosts, signal });
    const look = await lookAtDisks(host, signal);
    const buttons = [...cleaning(known.name, cluster.name, look), refresh(known.name, cluster.name)];
    return { ...answerOf(known.name, look), buttons };
  },
});

/** By the name of its node, or by its own. @throws RefusedError when it may not be logged in to */
export async function machineWithDisks(
  typed: string,
  { cluster, hosts }: { readonly cluster: ClusterView; readonly hosts: HostsView },
): Promise<KnownHost> {
  const known = find(typed, cluster.snapshot().nodes, await hosts.list());
  if (known?.pin) return known;
  throw new RefusedError(`Wheelhouse may not log in to the machine of ${typed}.`, {
    hint: `host add ${typed}`,
    offers: ["host list"],
  });
}

function find(typed: string, nodes: readonly Node[], known: readonly KnownHost[]): KnownHost | undefined {
  const node = nodes.find(({ name }) => name === typed);
  return node ? hostOf(node, known) : known.find(({ name }) => name === typed);
}

/** Where room is wanted. */
function cleaning(host: string, cluster: string, look: DiskLook) {
  const short = look.eviction ? shortOf(limitsOf(look.disks, look.eviction)) : [];
  return short.length === 0
    ? []
    : [{ label: "Clean it", line: `disk clean ${host} --cluster=${cluster}`, how: "ask" as const }];
}

function refresh(host: string, cluster: string) {
  return { label: "Refresh", line: `disk show ${host} --cluster=${cluster}`, how: "redraw" as const };
}

function answerOf(host: string, look: DiskLook): Answer {
  const limits = look.eviction ? limitsOf(look.disks, look.eviction) : [];
  const nearest = limits.find(({ below }) => below > 0);
  const root = look.disks.find(({ mount }) => mount === "/") ?? look.disks[0];
  const plain = root ? `${bytes(root.availableBytes)} of ${bytes(root.sizeBytes)} free on ${root.mount}` : "";
  return {
    headline: `${host}: ${nearest ? sayRoom(nearest) : plain}`,
    tone: look.unknown.length > 0 && toneOf(nearest) === "good" ? "warning" : toneOf(nearest),
    parts: [limitsPart(limits), usePart(look), factsPart(look), unknownPart(look, limits)],
  };
}

function toneOf(limit: Limit | undefined): Tone {
  if (!limit) return "neutral";
  const room = roomIn(limit);
  return room < 0 ? "bad" : room < ample ? "warning" : "good";
}

function limitsPart(limits: readonly Limit[]): Part {
  const lines = limits.map((limit) => {
    const below = limit.below === 0 ? "never looked at" : `evicts below ${sayAmount(limit, limit.below)}`;
    return `${limit.mount}: ${sayAmount(limit, limit.free)} free, ${below} (${limit.signal})`;
  });
  return { kind: "list", ...(lines.length > 0 && { title: "Where the kubelet evicts pods" }), lines };
}

/** The largest first. One may be within another: `/var/log/pods` is a part of `/var/log`. */
function usePart({ use }: DiskLook): Part {
  const found = (use?.found ?? []).toSorted((one, other) => other.bytes - one.bytes);
  const rows = found
    .filter((each) => each.bytes >= 1024 ** 2)
    .map((each) => [each.folder, bytes(each.bytes)]);
  return { kind: "table", title: "What fills them", table: tableOf(["Folder", "Size"], rows) };
}

function tableOf(titles: readonly string[], rows: Table["rows"]): Table {
  return { columns: titles.map((title) => ({ title })), rows };
}

function factsPart(look: DiskLook): Part {
  const { images, journalBytes, containers, eviction } = look;
  const unused = unusedImages(look);
  const total = (some: readonly { readonly bytes: number }[]) =>
    bytes(some.reduce((sum, each) => sum + each.bytes, 0));
  const facts: (readonly [string, string])[] = [];
  if (images)
    facts.push([
      "Images",
      `${images.length}, packed ${total(images)}${unused ? `; ${unused.length} that no container needs, ${total(unused)}` : ""}`,
    ]);
  if (containers) {
    const ended = containers.filter(({ isRunning }) => !isRunning).length;
    facts.push(["Containers", `${containers.length}, ${ended} of them ended`]);
  }
  if (journalBytes !== undefined) facts.push(["Journal", bytes(journalBytes)]);
  if (eviction)
    facts.push([
      "Unused images",
      `the kubelet removes them once ${eviction.imagesAtPercent ?? 85} % are used`,
    ]);
  return { kind: "facts", facts };
}

function unknownPart({ use, unknown, eviction }: DiskLook, limits: readonly Limit[]): Part {
  const off = limits.filter(({ below }) => below === 0).map(({ signal }) => signal);
  const lines = [
    ...(eviction ? [] : ["No kubelet's settings were read there, so nobody knows where it evicts pods."]),
    ...(off.length === 0
      ? []
      : [`evictionHard of its kubelet names some signals and so switches these off: ${few(off, 4)}.`]),
    ...(use && use.unmeasured.length > 0
      ? [`Not measured within ${use.withinSeconds} s: ${few(use.unmeasured, 6)}.`]
      : []),
    ...unknown,
  ];
  return { kind: "list", ...(lines.length > 0 && { title: "To know" }), lines };
}
