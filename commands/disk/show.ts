// /k8s disk show <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, count, few } from "#src/base/text.ts";
import type { Answer, Part, Table, Tone } from "#src/card/answer.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import { type Limit, limitsOf, roomIn } from "#src/kubeadm/disk/limits.ts";
import { type DiskLook, lookAtDisks, unusedImages } from "#src/kubeadm/disk/look.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { Node } from "#src/kubernetes/objects.ts";

/** Of a disk, above which nobody has to hurry. */
const ample = 0.05;

export default defineQuery({
  summary: "What fills a machine's disks, and how far it is from evicting pods",
  role: "viewer",
  needs: "host",
  args: z.object({ node: nodeName.meta({ description: "Name of the node, or of its machine" }) }),
  positional: ["node"],
  aliases: ["disk list", "disk usage", "disk usage on", "disk use", "df"],
  async answer({ node }, { cluster, hosts, signal }) {
    const known = find(node, cluster.snapshot().nodes, await hosts.list());
    if (!known?.pin)
      throw new RefusedError(`Wheelhouse may not log in to the machine of ${node}.`, {
        hint: `host add ${node}`,
        offers: ["host list"],
      });
    const look = await lookAtDisks(await hosts.view(known.name), signal);
    return { ...answerOf(known.name, look), buttons: [refresh(known.name, cluster.name)] };
  },
});

function find(typed: string, nodes: readonly Node[], known: readonly KnownHost[]): KnownHost | undefined {
  const node = nodes.find(({ name }) => name === typed);
  return node ? hostOf(node, known) : known.find(({ name }) => name === typed);
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
    headline: `${host}: ${nearest ? sayNearest(nearest) : plain}`,
    tone: look.unknown.length > 0 && toneOf(nearest) === "good" ? "warning" : toneOf(nearest),
    parts: [limitsPart(limits), usePart(look), factsPart(look), unknownPart(look, limits)],
  };
}

function sayNearest(limit: Limit): string {
  const free = `${amount(limit, limit.free)} of ${amount(limit, limit.total)} free on ${limit.mount}`;
  const room = roomIn(limit);
  if (room < 0) return `${free}, and the kubelet evicts pods below ${amount(limit, limit.below)}`;
  return `${free}, ${amount(limit, limit.free - limit.below)} until the kubelet evicts pods`;
}

function toneOf(limit: Limit | undefined): Tone {
  if (!limit) return "neutral";
  const room = roomIn(limit);
  return room < 0 ? "bad" : room < ample ? "warning" : "good";
}

function amount({ of }: Limit, value: number): string {
  return of === "space" ? bytes(value) : count(Math.round(value), "inode");
}

function limitsPart(limits: readonly Limit[]): Part {
  const lines = limits.map((limit) => {
    const below = limit.below === 0 ? "never looked at" : `evicts below ${amount(limit, limit.below)}`;
    return `${limit.mount}: ${amount(limit, limit.free)} free, ${below} (${limit.signal})`;
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
  const total = (some: NonNullable<typeof images>) => bytes(some.reduce((sum, each) => sum + each.bytes, 0));
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
