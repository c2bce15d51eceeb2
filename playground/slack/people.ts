// The people, groups and channels of the default workspace.

export const TEAM = { id: "T0HOME", name: "Home Lab", domain: "homelab" } as const;
export const OTHER_TEAM = "T0OTHER";
export const BOT = { userId: "U0WHEEL", botId: "B0WHEEL", appId: "A0WHEEL", name: "wheelhouse" } as const;

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** Their part in a conversation: "operator", "approver", "viewer", "guest" and so on. */
  readonly label: string;
  readonly teamId: string;
  readonly isBot: boolean;
  readonly isRestricted: boolean;
  readonly isUltraRestricted: boolean;
  readonly isStranger: boolean;
  readonly deleted: boolean;
};

export type Group = { readonly id: string; readonly handle: string; readonly users: string[] };

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly members: Set<string>;
  readonly isExtShared: boolean;
  /** The person at the other end of a direct message with the bot. */
  readonly user?: string;
};

export type Residents = {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly channels: readonly Channel[];
};

/** The default residents, with ids replaced as `ids` says. */
export function defaultResidents(ids: Readonly<Record<string, string>>): Residents {
  const id = (usual: string) => ids[usual] ?? usual;
  const people = PEOPLE.map((entry) => person({ ...entry, id: id(entry.id) }));
  return {
    people,
    groups: [{ id: id("S0SRE"), handle: "sre", users: ["U0BOB", "U0SAM"].map(id) }],
    channels: [...sharedChannels(id), ...people.filter(mayWriteToBot).map(directMessage)],
  };
}

const PEOPLE = [
  { id: "U0ANN", name: "ann", label: "operator" },
  { id: "U0BOB", name: "bob", label: "approver" },
  { id: "U0SAM", name: "sam", label: "approver" },
  { id: "U0ADA", name: "ada", label: "admin" },
  { id: "U0VIC", name: "vic", label: "viewer" },
  { id: "U0NED", name: "ned", label: "no role yet" },
  { id: "U0GUS", name: "gus", label: "guest", isRestricted: true },
  { id: "U0SUE", name: "sue", label: "single-channel guest", isRestricted: true, isUltraRestricted: true },
  { id: "U0STELLA", name: "stella", label: "external", isStranger: true, teamId: OTHER_TEAM },
  { id: "U0DEE", name: "dee", label: "deactivated", deleted: true },
  { id: "U0ROBOT", name: "robot", label: "bot", isBot: true },
  { id: BOT.userId, name: BOT.name, label: "this bot", isBot: true },
] as const satisfies readonly (Partial<Person> & { id: string; name: string; label: string })[];

function person(entry: Partial<Person> & { id: string; name: string; label: string }): Person {
  return {
    realName: entry.name.charAt(0).toUpperCase() + entry.name.slice(1),
    teamId: TEAM.id,
    isBot: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    deleted: false,
    ...entry,
  };
}

function sharedChannels(id: (usual: string) => string): Channel[] {
  const members = (...usual: string[]) => new Set(usual.map(id));
  const staff = ["U0ANN", "U0BOB", "U0SAM", "U0ADA", "U0VIC", "U0NED"];
  const open = { kind: "public", isExtShared: false } as const;
  const everyone = [...staff, "U0GUS", "U0ROBOT", BOT.userId];
  return [
    { ...open, id: id("C0OPS"), name: "ops", members: members(...everyone) },
    { ...open, id: id("C0ALERTS"), name: "alerts", members: members(...everyone) },
    { ...open, id: id("C0GENERAL"), name: "general", members: members(...everyone, "U0SUE") },
    { ...open, id: id("C0RANDOM"), name: "random", members: members(...staff) },
    { ...open, id: id("C0SECRET"), name: "secret", kind: "private", members: members("U0ANN", "U0BOB") },
    {
      ...open,
      id: id("C0PARTNER"),
      name: "partner",
      isExtShared: true,
      members: members("U0ANN", "U0BOB", "U0STELLA", BOT.userId),
    },
  ];
}

function mayWriteToBot(someone: Person): boolean {
  return !someone.isBot && !someone.deleted && !someone.isStranger;
}

function directMessage(someone: Person): Channel {
  return {
    id: `D${someone.id.slice(1)}`,
    name: someone.name,
    kind: "im",
    members: new Set([someone.id, BOT.userId]),
    isExtShared: false,
    user: someone.id,
  };
}
