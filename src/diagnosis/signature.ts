// A failure signature: a line that some program writes, what it means and what to do. One YAML file each.
import safe from "safe-regex2";
import { z } from "zod";

/** Where a line was read. `log` is any container's; `status` a message in a pod's or node's status; `client` an API error. */
export const sources = [
  "kubeadm",
  "kubelet",
  "kube-proxy",
  "etcd",
  "control-plane",
  "cni",
  "coredns",
  "log",
  "event",
  "status",
  "kernel",
  "host",
  "packages",
  "client",
] as const;
export type Source = (typeof sources)[number];

const flags = z
  .string()
  .regex(/^[im]*$/, "may be i, m or both")
  .default("");

export const SignatureFile = z
  .strictObject({
    where: z.array(z.enum(sources)).min(1),
    /** A JavaScript regular expression, tried on one line at a time. */
    pattern: z.string().min(4, "needs at least four characters, or it would match anything"),
    flags,
    /** A line that also contains this is about something else. */
    unless: z.string().optional(),
    /** Named only where nothing more specific matched the same line. */
    generic: z.boolean().default(false),
    /** It tells that something went well, or how: no failure is explained by it. */
    harmless: z.boolean().default(false),
    /** A line that it matches, recorded or cited. */
    sample: z.string(),
    /** Where the sample or the fact is from. */
    source: z.string(),
    cause: z.string(),
    fix: z.string(),
    /** Kubernetes versions it is about, `>=1.35`. */
    versions: z.string().optional(),
    /** Command lines that help; `<node>` and `<pod>` are filled in. */
    remedies: z.array(z.string()).default([]),
  })
  .superRefine(({ pattern, flags: given, sample, unless }, context) => {
    const problem = whatIsWrongWith(pattern, given);
    if (problem) return context.addIssue({ code: "custom", path: ["pattern"], message: problem });
    const isMatch = new RegExp(pattern, given).test(sample) && !(unless && sample.includes(unless));
    if (!isMatch)
      context.addIssue({ code: "custom", path: ["sample"], message: "is not matched by the pattern" });
  });

export type Signature = z.output<typeof SignatureFile> & {
  /** Folder and file: `join/token-jws`. */
  readonly id: string;
  readonly regex: RegExp;
};

/** A pattern that can take exponential time on an unlucky line would stop the bot, so it is refused. */
function whatIsWrongWith(pattern: string, given: string): string | undefined {
  try {
    new RegExp(pattern, given);
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  return safe(pattern, { limit: 50 })
    ? undefined
    : "repeats what repeats already: an unlucky line could take forever";
}
