// Waits for what happens in its own time: that a busy machine is late says nothing about what is tested.
import { vi } from "vitest";

/** Resolves once `look` throws no more; what it threw last is thrown when the test's own time is nearly over. */
export function soon<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 50_000 });
}
