// The Debian parts of images: a shell, and what changes packet filters.
import { join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import { run } from "../run.ts";
import { debianTree } from "./debian.ts";
import type { Entry, Layer } from "./image.ts";

/** What every image has, also those that are otherwise one static program. */
export const accounts: Layer = {
  entries: [
    { path: "tmp", folderMode: 0o1777 },
    {
      path: "etc/passwd",
      text: "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
    },
    { path: "etc/group", text: "root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n" },
    { path: "etc/nsswitch.conf", text: "hosts: files dns\n" },
  ],
};

/** busybox with a link for each of its programs. */
export async function shellLayer(architecture: Architecture): Promise<Layer> {
  const tree = await debianTree(["busybox-static"], architecture);
  return {
    entries: [{ path: "bin/busybox", from: join(tree, "bin/busybox") }, ...(await applets()).map(appletLink)],
  };
}

/** iptables (on nftables, as Debian chooses), nft, conntrack, ipset, modprobe, and the shell. */
export async function packetFilterLayers(architecture: Architecture): Promise<readonly Layer[]> {
  const packages = ["iptables", "nftables", "conntrack", "ipset", "kmod", "iproute2", "ca-certificates"];
  const tree = await debianTree(packages, architecture);
  return [{ tree }, { entries: alternatives.map(alternativeLink) }, await shellLayer(architecture)];
}

// What update-alternatives would have made.
const alternatives = ["iptables", "ip6tables"].flatMap((name) => [name, `${name}-save`, `${name}-restore`]);

function alternativeLink(name: string): Entry {
  return { path: `usr/sbin/${name}`, link: "xtables-nft-multi" };
}

function appletLink(name: string): Entry {
  return { path: `bin/${name}`, link: "busybox" };
}

/** Both processors have the same ones, and only this machine's can be asked. */
async function applets(): Promise<readonly string[]> {
  const tree = await debianTree(["busybox-static"], process.arch === "arm64" ? "arm64" : "amd64");
  const names = (await run([join(tree, "bin/busybox"), "--list"])).trim().split("\n");
  return names.filter((name) => name !== "busybox");
}
