// How much work something is, whatever else the machine has to do: a processor's time, not a clock's.

/** Milliseconds of this process's CPU while `work` ran; what its other threads did meanwhile counts too. */
export function cpuTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
