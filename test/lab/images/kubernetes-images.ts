// The images that kubeadm deploys with one Kubernetes version, under the names it asks for.
import { programPath } from "../build/build.ts";
import type { Architecture } from "../build/compile.ts";
import type { ModuleName } from "../build/programs.ts";
import type { KubernetesVersion } from "../build/versions.ts";
import type { Image, Layer } from "./image.ts";
import { accounts, packetFilterLayers } from "./userland.ts";

export function kubernetesImages(
  versions: KubernetesVersion,
  architectures: readonly Architecture[],
): Promise<readonly Image[]> {
  const { etcdModule, etcdVersion, laterEtcd } = versions;
  return Promise.all([
    ...(laterEtcd ? [etcdImage(laterEtcd, architectures)] : []),
    controlPlaneImage("kube-apiserver", versions, architectures),
    controlPlaneImage("kube-controller-manager", versions, architectures),
    controlPlaneImage("kube-scheduler", versions, architectures),
    kubeProxyImage(versions, architectures),
    etcdImage({ module: etcdModule, version: etcdVersion }, architectures),
    corednsImage(versions, architectures),
    pauseImage(versions, architectures),
    kubeProxyOfOneArchitecture(versions),
  ]);
}

/** The upstream image starts its program through a log redirector, which static pods of kubeadm pass over: left out here. */
async function controlPlaneImage(
  name: string,
  { version, module }: KubernetesVersion,
  architectures: readonly Architecture[],
): Promise<Image> {
  const program = (architecture: Architecture) => programs(module, [name], "usr/local/bin", architecture);
  return {
    repository: name,
    tag: `v${version}`,
    config: { Entrypoint: [`/usr/local/bin/${name}`] },
    variants: architectures.map((architecture) => ({
      architecture,
      layers: [accounts, program(architecture)],
    })),
  };
}

async function kubeProxyImage(
  { version, module }: KubernetesVersion,
  architectures: readonly Architecture[],
): Promise<Image> {
  return {
    repository: "kube-proxy",
    tag: `v${version}`,
    config: { Entrypoint: ["/usr/local/bin/kube-proxy"] },
    variants: await Promise.all(
      architectures.map(async (architecture) => ({
        architecture,
        layers: [
          accounts,
          ...(await packetFilterLayers(architecture)),
          programs(module, ["kube-proxy"], "usr/local/bin", architecture),
        ],
      })),
    ),
  };
}

/** Pinned by people who copied a manifest; a Pi pulls it without a complaint and then cannot run it. */
async function kubeProxyOfOneArchitecture(versions: KubernetesVersion): Promise<Image> {
  return { ...(await kubeProxyImage(versions, ["amd64"])), repository: "kube-proxy-amd64", single: true };
}

async function etcdImage(
  { module, version }: Required<KubernetesVersion>["laterEtcd"],
  architectures: readonly Architecture[],
): Promise<Image> {
  const names = ["etcd", "etcdctl", "etcdutl"];
  return {
    repository: "etcd",
    tag: `${version}-0`,
    config: { Entrypoint: [], Cmd: ["/usr/local/bin/etcd"] },
    variants: architectures.map((architecture) => ({
      architecture,
      layers: [accounts, programs(module, names, "usr/local/bin", architecture)],
    })),
  };
}

async function corednsImage(
  { corednsModule, corednsVersion }: KubernetesVersion,
  architectures: readonly Architecture[],
): Promise<Image> {
  return {
    repository: "coredns/coredns",
    tag: `v${corednsVersion}`,
    config: { Entrypoint: ["/coredns"], User: "65532:65532", WorkingDir: "/" },
    variants: architectures.map((architecture) => ({
      architecture,
      layers: [accounts, programs(corednsModule, ["coredns"], "", architecture)],
    })),
  };
}

async function pauseImage(
  { module, pauseVersion }: KubernetesVersion,
  architectures: readonly Architecture[],
): Promise<Image> {
  return {
    repository: "pause",
    tag: pauseVersion,
    config: { Entrypoint: ["/pause"], User: "65535:65535" },
    variants: architectures.map((architecture) => ({
      architecture,
      layers: [programs(module, ["pause"], "", architecture)],
    })),
  };
}

function programs(
  module: ModuleName,
  names: readonly string[],
  folder: string,
  architecture: Architecture,
): Layer {
  return {
    entries: names.map((name) => ({
      path: `${folder}/${name}`,
      from: programPath(module, name, architecture),
    })),
  };
}
