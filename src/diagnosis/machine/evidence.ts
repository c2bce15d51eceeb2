// What was seen of a machine, as text that the catalogue is tried on, and as what was found well. Pure.
import { bytes, count, few, span } from "#src/base/text.ts";
import type { Collected } from "../collect.ts";
import type { Evidence } from "../match.ts";
import type { MachineLook, MachineSeen } from "./look.ts";

const leastBytes = 300 * 1024 ** 2;

export function journalOf(host: string): string {
  return `the kubelet's journal on ${host}`;
}

export function machineCollected(look: MachineLook): Collected {
  if (look.state !== "open") return { evidence: [], well: [], unread: [look.why] };
  return { evidence: evidenceOf(look), well: wellOf(look), unread: look.unread };
}

function evidenceOf({ host, journal, kernel, throttling, disks = [] }: MachineSeen): readonly Evidence[] {
  const power = throttling && powerWords(throttling);
  const full = disks
    .filter(isFull)
    .map(({ mount, availableBytes }) => `only ${bytes(availableBytes)} left on ${mount}`);
  return [
    { source: "kubelet", of: journalOf(host), text: journal ?? "" },
    { source: "kernel", of: `the kernel's log on ${host}`, text: kernel ?? "" },
    { source: "host", of: `vcgencmd get_throttled on ${host}`, text: power ? `get_throttled: ${power}` : "" },
    { source: "host", of: `the disks of ${host}`, text: full.join("\n") },
  ];
}

function powerWords(bits: NonNullable<MachineSeen["throttling"]>): string {
  return [
    ...(bits.isUnderVoltage ? ["under-voltage now"] : []),
    ...(bits.isThrottled ? ["throttled now"] : []),
    ...(bits.wasUnderVoltage ? ["under-voltage since the last boot"] : []),
    ...(bits.wasThrottled ? ["throttled since the last boot"] : []),
  ].join(", ");
}

function wellOf(seen: MachineSeen): readonly string[] {
  const { host, kubelet, containerd, uptimeSeconds, kernel, containers, disks, throttling, server } = seen;
  const running = containers?.filter(({ isRunning }) => isRunning) ?? [];
  const roomy = disks?.filter((disk) => !isFull(disk)) ?? [];
  return [
    `${host} answers over SSH${uptimeSeconds === undefined ? "" : `, up for ${span(uptimeSeconds * 1_000)}`}`,
    ...(kubelet.active === "active" ? [`its kubelet runs${sinceOf(seen)}`] : []),
    ...(containerd?.active === "active" ? ["its containerd runs"] : []),
    ...(containers ? [`crictl: ${running.length} of ${count(containers.length, "container")} running`] : []),
    ...(roomy.length > 0
      ? [
          `room on ${few(
            roomy.map(({ mount, availableBytes }) => `${mount} (${bytes(availableBytes)})`),
            3,
          )}`,
        ]
      : []),
    ...(kernel === undefined ? [] : [`its kernel's log of three hours: ${count(linesIn(kernel), "line")}`]),
    ...(throttling && powerWords(throttling) === ""
      ? ["no under-voltage and no throttling since it booted"]
      : []),
    ...(server?.answers ? [`the API server at ${server.at} answers from there`] : []),
  ];
}

function sinceOf({ kubelet: { activeSince, restarts }, uptimeSeconds }: MachineSeen): string {
  if (activeSince === undefined || uptimeSeconds === undefined) return "";
  const often = restarts > 0 ? `, after ${count(restarts, "restart")}` : "";
  return `, for ${span(Math.max(0, uptimeSeconds - activeSince) * 1_000)}${often}`;
}

function isFull({ availableBytes }: { readonly availableBytes: number }): boolean {
  return availableBytes < leastBytes;
}

function linesIn(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}
