// What gates about machines share: which of them are meant, and what to say of those that nobody could look at.
import { few } from "#src/base/text.ts";
import type { Machine, UpgradeFacts } from "../facts.ts";
import { type Gate, unknown } from "../gate.ts";

export function named(
  machines: readonly Machine[],
  isMeant: (machine: Machine) => boolean,
): readonly string[] {
  return machines.filter(isMeant).map(({ node }) => node);
}

/** The way to look there is what mends it. */
export function notSeen(
  about: string,
  { machines }: UpgradeFacts,
  isUnseen: (machine: Machine) => boolean,
): Gate | undefined {
  const unseen = machines.filter(isUnseen);
  const [first] = unseen;
  if (!first) return undefined;
  const names = few(
    unseen.map(({ node }) => node),
    5,
  );
  return unknown(
    about,
    `not seen on ${names}`,
    first.host === undefined ? `host add ${first.node}` : `host show ${first.host}`,
  );
}
