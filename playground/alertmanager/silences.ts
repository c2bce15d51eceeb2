// The silences of the simulated Alertmanager: what it takes, what it refuses, and when one becomes another.

type Matcher = {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual?: boolean;
};

export type PostedSilence = {
  readonly id?: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
};

type Kept = PostedSilence & { readonly id: string; readonly updatedAt: string };
export type Silence = Kept & { readonly status: { readonly state: "active" | "pending" | "expired" } };

type Answer = readonly [number, object];

export function createSilences({ newId, now }: { newId: () => string; now: () => number }) {
  const kept = new Map<string, Kept>();
  return {
    all: (): readonly Silence[] => [...kept.values()].map(seen),
    /** The ids of those that are silent about these labels now. */
    silencing: (labels: Readonly<Record<string, string>>): readonly string[] =>
      [...kept.values()]
        .map(seen)
        .filter(isActive)
        .filter(covers(labels))
        .map(({ id }) => id),
    post,
    expire,
  };

  function seen(silence: Kept): Silence {
    const { startsAt, endsAt } = silence;
    const time = now();
    const state = Date.parse(endsAt) <= time ? "expired" : Date.parse(startsAt) > time ? "pending" : "active";
    return { ...silence, status: { state } };
  }

  function post(posted: PostedSilence): Answer {
    const { startsAt, endsAt, id } = posted;
    if (Date.parse(startsAt) >= Date.parse(endsAt)) return refused("start time must be before end time");
    if (Date.parse(endsAt) < now()) return refused("end time can't be in the past");
    if (posted.matchers.length === 0) return refused("at least one matcher required");
    const before = id === undefined ? undefined : kept.get(id);
    if (id !== undefined && !before) return [404, Object("silence not found")];
    if (before && canBecome(seen(before), posted)) return keep({ ...posted, id: before.id });
    if (before && seen(before).status.state !== "expired") end(before);
    return keep({
      ...posted,
      startsAt: new Date(Math.max(now(), Date.parse(startsAt))).toISOString(),
      id: newId(),
    });
  }

  function keep(silence: PostedSilence & { readonly id: string }): Answer {
    kept.set(silence.id, { ...silence, updatedAt: new Date(now()).toISOString() });
    return [200, { silenceID: silence.id }];
  }

  function expire(id: string): Answer {
    const silence = kept.get(id);
    if (!silence) return [404, {}];
    if (seen(silence).status.state !== "expired") end(silence);
    return [200, {}];
  }

  function end(silence: Kept): void {
    const at = new Date(now()).toISOString();
    kept.set(silence.id, { ...silence, endsAt: at, updatedAt: at });
  }
}

/** As it may be changed in place: the same matchers, and what has begun began when it began. */
function canBecome(before: Silence, next: PostedSilence): boolean {
  if (before.status.state === "expired") return false;
  const same = JSON.stringify(before.matchers) === JSON.stringify(next.matchers);
  return same && (before.status.state === "pending" || before.startsAt === next.startsAt);
}

function isActive({ status }: Silence): boolean {
  return status.state === "active";
}

function covers(labels: Readonly<Record<string, string>>) {
  return ({ matchers }: Silence) =>
    matchers.every(({ name, value, isRegex, isEqual = true }) => {
      const has = labels[name] ?? "";
      return (isRegex ? new RegExp(`^(?:${value})$`).test(has) : has === value) === isEqual;
    });
}

function refused(words: string): Answer {
  return [400, Object(`Failed to create silence: ${words}`)];
}
