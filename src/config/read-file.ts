// Reading what may not be there.

export type ReadFile = (path: string) => string;

export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
