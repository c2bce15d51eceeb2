// What an image of the lab is made of, before it is bytes: layers and a configuration for each processor.

import type { Architecture } from "../build/compile.ts";

/** One path of a layer. `from` is a program of this machine. */
export type Entry =
  | { readonly path: string; readonly from: string }
  | { readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly folderMode: number };

/** A whole folder of this machine, or single entries. */
export type Layer = { readonly tree: string } | { readonly entries: readonly Entry[] };

/** The names of the OCI image configuration. */
export type ImageConfig = {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
};

export type Variant = {
  /** What the manifest claims. An image that lies has programs for another processor in its layers. */
  readonly architecture: Architecture;
  readonly layers: readonly Layer[];
};

export type Image = {
  /** Path in the registry, without the host: containerd's mirrors of registry.k8s.io, ghcr.io and docker.io ask for this. */
  readonly repository: string;
  readonly tag: string;
  readonly config: ImageConfig;
  readonly variants: readonly Variant[];
  /** A manifest without a list, as images that name their processor are published (`kube-proxy-amd64`). */
  readonly single?: true;
};
