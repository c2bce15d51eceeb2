// The verb that concerns images: what to type, and the function behind it.
import { kubernetesVersions } from "../build/versions.ts";
import { parseArguments } from "../hosts/arguments.ts";
import { LabError } from "../hosts/lab-error.ts";
import type { Verb } from "../hosts/verb.ts";
import { fillRegistry } from "./fill.ts";

export const imageVerbs = {
  images: {
    usage: "[minor…] [--arm64]",
    summary: "make the container images of a Kubernetes minor, or of both",
    run: async (args) => {
      const { values, positionals } = parseArguments(args, options);
      const known = kubernetesVersions.map(({ minor }) => minor);
      const unknown = positionals.find((word) => !known.some((minor) => minor === word));
      if (unknown)
        throw new LabError(`No images for Kubernetes ${unknown}, only for ${known.join(" and ")}`, 2);
      const minors = positionals.length > 0 ? known.filter((minor) => positionals.includes(minor)) : known;
      await fillRegistry(minors, { architectures: values.arm64 ? ["amd64", "arm64"] : ["amd64"] });
      return 0;
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

const options = { arm64: { type: "boolean", default: false } } as const;
