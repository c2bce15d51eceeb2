// When the kubelet evicts for want of disk, as its own settings on the machine have it.
import { parse } from "yaml";
import { z } from "zod";
import { defineReading, stdoutIfThere, Unreadable, words } from "./reading.ts";

const Settings = z.object({
  evictionHard: z.record(z.string(), z.string()).nullish(),
  mergeDefaultEvictionSettings: z.boolean().nullish(),
  imageGCHighThresholdPercent: z.number().nullish(),
});

/** Undefined where it is no node. What is not set is undefined too. */
export const kubeletEviction = defineReading({
  argv: () => ["sudo", "-n", "--", "cat", "/var/lib/kubelet/config.yaml"],
  parse: (said) => {
    const text = stdoutIfThere(said);
    if (text === undefined) return undefined;
    const { data } = Settings.safeParse(parsed(text));
    if (!data) throw new Unreadable("its settings are none of a kubelet");
    return {
      hard: data.evictionHard ?? undefined,
      mergesDefaults: data.mergeDefaultEvictionSettings ?? false,
      imagesAtPercent: data.imageGCHighThresholdPercent ?? undefined,
    };
  },
});

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new Unreadable(`its settings are no YAML: ${words(text)}`);
  }
}
