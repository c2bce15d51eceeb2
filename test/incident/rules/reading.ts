// A reading that was just made.
import type { Reading } from "#src/kubernetes/probe.ts";
import { minute, now } from "../../given.ts";

export function reading<T>(value: T): Reading<T> {
  return { at: now, until: now + minute, value };
}
