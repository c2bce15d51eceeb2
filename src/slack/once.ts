// What a record's messages were given to the outbox by this process: it would find out itself, but by asking the store for each.
import type { Outbox } from "./outbox.ts";
import type { Parcel } from "./parcel.ts";

export type Once = {
  /** Sends it a single time, under the record's key and its own name. */
  readonly send: (key: string, name: string, parcel: Omit<Parcel, "key" | "keeps">) => Promise<void>;
  readonly forget: (key: string) => void;
};

export function createOnce(outbox: Pick<Outbox, "send">): Once {
  const sent = new Map<string, Set<string>>();
  return {
    send: async (key, name, parcel) => {
      const known = sent.get(key) ?? new Set();
      if (known.has(name)) return;
      await outbox.send({ ...parcel, key: `${key}/${name}`, keeps: "once" });
      sent.set(key, known.add(name));
    },
    forget: (key) => void sent.delete(key),
  };
}
