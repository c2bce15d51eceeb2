// Who somebody is: full member or outsider, and in which of the configured user groups. Asked of Slack, kept briefly.
import { actorFrom, isPerson } from "#src/base/actor.ts";
import type { Clock } from "#src/base/clock.ts";
import { BotError, UnreachableError } from "#src/base/errors.ts";
import type { Role } from "#src/command/authorize.ts";
import type { Freshly, Person } from "./chat.ts";

/** The fields of Slack's users.info that decide about rights. */
export type SlackUser = {
  readonly id?: string;
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly real_name?: string;
};

export type Directory = {
  readonly user: (id: string) => Promise<SlackUser>;
  readonly groupMembers: (group: string) => Promise<readonly string[]>;
};

export type People = {
  /**
   * Who it is as of five seconds ago at most, groups as of five minutes ago, unless it has to be `fresh`.
   * @throws UnreachableError when Slack does not say; nobody has rights on a guess
   */
  readonly find: (id: string, how?: Freshly) => Promise<Person>;
  /** `Ann (U0ANN)`, for those who know no ids of Slack's; the id alone where Slack does not say. Untrusted. */
  readonly nameOf: (id: string) => Promise<string>;
  /** A full member of the group, the same one each time; undefined where it has none or Slack does not say. */
  readonly anyOf: (group: string) => Promise<string | undefined>;
  /** Forgets a group's members, after Slack reported a change. */
  readonly forgetGroup: (group: string) => void;
};

type Parts = {
  readonly directory: Directory;
  /** The workspace the bot is installed in. */
  readonly team: () => string;
  /** The user groups that the configuration names. */
  readonly groups: readonly string[];
  /** What the configuration grants to whom Slack does not know. */
  readonly granted?: ReadonlyMap<string, readonly Role[]>;
  readonly clock: Clock;
};

const keptForMs = 5 * 60_000;
/** Slack does not tell us when a member becomes a guest: each question asks, and a menu that is typed into asks once. */
const userKeptForMs = 5_000;

export function createPeople({ directory, team, groups, granted, clock }: Parts): People {
  const users = remember(directory.user, clock, userKeptForMs);
  const members = remember(directory.groupMembers, clock);

  return {
    find: async (id, how) => {
      if (!isPerson(id)) return strangerOrGranted(id, granted?.get(id));
      try {
        const user = await users.get(id, how);
        if (isOutsider(user, team())) return { id, standing: "outsider", groups: [] };
        const lists = await Promise.all(groups.map((group) => members.get(group, how)));
        return { id, standing: "member", groups: groups.filter((_, at) => lists[at]?.includes(id)) };
      } catch (cause) {
        if (cause instanceof BotError) throw cause;
        throw new UnreachableError("Slack did not tell me who you are, so I did nothing.", {
          hint: "Try again in a moment.",
          cause,
        });
      }
    },
    nameOf: async (id) => {
      try {
        const { real_name: name } = await users.get(id);
        return name ? `${name} (${id})` : id;
      } catch {
        // A name is for reading only.
        return id;
      }
    },
    anyOf: async (group) => {
      try {
        const ids = (await members.get(group)).toSorted();
        const found = await Promise.all(ids.map((id) => users.get(id)));
        return ids.find((_, at) => !isOutsider(found[at] ?? {}, team()));
      } catch {
        // Nobody's rights hang on it.
        return undefined;
      }
    },
    forgetGroup: members.forget,
  };
}

function strangerOrGranted(id: string, roles: readonly Role[] | undefined): Person {
  const who = { id: actorFrom(id), groups: [] };
  return roles ? { ...who, standing: "member", granted: roles } : { ...who, standing: "outsider" };
}

/** Guests, people of other workspaces, bots and deleted users; also anybody Slack says too little about. */
function isOutsider(user: SlackUser, team: string): boolean {
  const elsewhere = user.team_id !== team || user.is_stranger === true;
  // Slackbot repeats what others told it to say, and users.info calls it a person.
  return (
    elsewhere ||
    user.id === "USLACKBOT" ||
    Boolean(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted)
  );
}

type Kept<T> = { readonly value: Promise<T>; readonly at: number };

/** Answers from memory for a while; a failure is not kept. */
export function remember<T>(ask: (key: string) => Promise<T>, clock: Clock, forMs = keptForMs) {
  const kept = new Map<string, Kept<T>>();
  return {
    get: (key: string, { fresh = false }: { readonly fresh?: boolean } = {}): Promise<T> => {
      const known = fresh ? undefined : kept.get(key);
      const ageMs = known ? clock.ticks() - known.at : forMs;
      if (known && ageMs < forMs) return known.value;
      const value = ask(key);
      kept.set(key, { value, at: clock.ticks() });
      value.catch(() => kept.get(key)?.value === value && kept.delete(key));
      return value;
    },
    forget: (key: string): void => {
      kept.delete(key);
    },
  };
}
