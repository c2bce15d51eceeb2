// Who acts: a person, a schedule or an API token, as one text that is compared, stored and hashed as it is.

/** Slack's id of a person: `U01ANN`, or `W01ANN` in an Enterprise Grid. */
export type PersonId = `U${string}` | `W${string}`;

/** `schedule:nightly` and `token:ci` carry the names that the configuration gives them. */
export type Actor = PersonId | `schedule:${string}` | `token:${string}`;

/** No id of Slack has a colon. */
export function isPerson(actor: string): actor is PersonId {
  return !actor.includes(":");
}

/** Somebody whom Slack names; undefined for what is no id of a person. */
export function personOf(id: unknown): PersonId | undefined {
  return typeof id === "string" && /^[UW][A-Z0-9]+$/.test(id) ? (id as PersonId) : undefined;
}

/** As it was written down, also by a version that knew people only. */
export function actorFrom(text: string): Actor {
  return text as Actor;
}

/** In words: a person's id, `the schedule nightly`, `the API token ci`. */
export function nameOf(actor: string): string {
  if (isPerson(actor)) return actor;
  const name = actor.slice(actor.indexOf(":") + 1);
  return actor.startsWith("token:") ? `the API token ${name}` : `the schedule ${name}`;
}
