// Whether a machine can have the images of a version: what it has, else what the registries say that its runtime would ask. Nothing is fetched.
import type { HostView } from "#src/hosts/host.ts";
import type { RegistryHost } from "#src/hosts/readings/registries.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane } from "../components.ts";
import { askAsAnybody } from "./ask-as-anybody.ts";
import type { UpgradeFacts, WantedImage } from "./facts.ts";
import { tagOf } from "./version.ts";

const ofPlanes = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** Those whose tag is the version. Which etcd, CoreDNS and pause belong to it, only its own kubeadm knows. */
export function imagesFor(
  node: Node,
  { to, settings, proxyMode }: Pick<UpgradeFacts, "to" | "settings" | "proxyMode">,
): readonly string[] {
  const repository = settings?.imageRepository ?? "registry.k8s.io";
  const names = [
    ...(isControlPlane(node) ? ofPlanes : []),
    ...(proxyMode === undefined ? [] : ["kube-proxy"]),
  ];
  return names.map((name) => `${repository}/${name}:${tagOf(to)}`);
}

/** Undefined where there is no curl. @throws BotError where the machine cannot be asked */
export async function readImages(
  view: HostView,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly WantedImage[] | undefined> {
  const [images, isProxied, named] = await Promise.all([
    view.read("images", signal),
    view.read("runtimeProxy", signal),
    view.read("registryHosts", signal),
  ]);
  const there = new Set(images.flatMap(({ tags }) => tags));
  const away = wanted.filter((image) => !there.has(image));
  const all = (found: WantedImage["found"]) => (image: string) => ({ image, found });
  const present = wanted.filter((image) => there.has(image)).map(all("there"));
  const [first] = away;
  if (first === undefined) return present;
  if (isProxied) return [...present, ...away.map(all("proxied"))];
  const answers: (readonly number[])[] = [];
  for (const server of serversOf(first, named)) {
    const urls = away.map((image) => manifestOf(image, server));
    const statuses = await view.read("manifestStatus", signal, ...urls);
    if (statuses === undefined) return undefined;
    answers.push(await asAnybody(view, { urls, statuses }, signal));
    if (away.every((_image, at) => foundIn(answers, at) === "offered")) break;
  }
  return [...present, ...away.map((image, at) => ({ image, found: foundIn(answers, at) }))];
}

type Said = { readonly urls: readonly string[]; readonly statuses: readonly number[] };

/** As containerd does where nobody has given it a password. */
function asAnybody(
  view: HostView,
  { urls, statuses }: Said,
  signal: AbortSignal,
): Promise<readonly number[]> {
  return Promise.all(
    statuses.map((status, at) => (status === 401 ? askAsAnybody(view, urls[at] ?? "", signal) : status)),
  );
}

/** As containerd asks them: what its hosts.toml names, in that order, then the registry's own server. */
function serversOf(image: string, named: readonly RegistryHost[]): readonly string[] {
  const [registry = ""] = image.split("/");
  const own = named.filter((each) => each.registry === registry);
  const all = own.length > 0 ? own : named.filter((each) => each.registry === "_default");
  const server = all.find(({ isMirror }) => !isMirror)?.url ?? `https://${registry}`;
  return [...all.flatMap(({ isMirror, url }) => (isMirror ? [url] : [])), server];
}

/** A mirror that has a path of its own names all of it. */
function manifestOf(image: string, server: string): string {
  const [, name = "", tag = ""] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
  return `${/\/v2(?:\/|$)/.test(server) ? server : `${server}/v2`}/${name}/manifests/${tag}`;
}

/** The best that any of them says; 0 is no answer, and one that was not asked any more has given none. */
function foundIn(answers: readonly (readonly number[])[], at: number): WantedImage["found"] {
  const said = answers.map((statuses) => statuses[at] ?? 0);
  if (said.some((status) => status >= 200 && status < 300)) return "offered";
  if (said.some((status) => status === 401 || status === 403)) return "locked";
  return said.every((status) => status === 404) ? "missing" : "silent";
}
