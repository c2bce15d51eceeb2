// The Alertmanager of each cluster that has one, and the mirror of what is silenced in chat.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connectAlertmanager } from "#src/alertmanager/alertmanager.ts";
import { createMirror, type Mirror } from "#src/alertmanager/mirror.ts";
import { isPerson } from "#src/base/actor.ts";
import { UnreachableError } from "#src/base/errors.ts";
import type { Settings } from "#src/config/settings.ts";
import type { Slack } from "#src/slack/slack.ts";
import type { Ground } from "./ground.ts";
import type { Incidents } from "./incidents.ts";

type Way = NonNullable<Settings["clusters"][string]["alertmanager"]>;

export function startAlertmanagers(
  { settings, store, clock, log }: Pick<Ground, "settings" | "store" | "clock" | "log">,
  { nameOf }: Pick<Slack, "nameOf">,
  { heard }: Pick<Incidents, "heard">,
): Mirror {
  const watched = Object.entries(settings.clusters).flatMap(([cluster, { alertmanager: way }]) => {
    if (!way) return [];
    const alertmanager = connectAlertmanager({ url: way.url, authorization: () => authorizationOf(way) });
    return [[cluster, { alertmanager, labels: way.labels }] as const];
  });
  return createMirror({
    watched: new Map(watched),
    nameOf: async (id) => (isPerson(id) ? nameOf(id) : id),
    heard,
    me: randomUUID(),
    ...{ store, clock, log },
  });
}

/** @throws UnreachableError when its file cannot be read now */
export function authorizationOf({ tokenFile, user, passwordFile }: Way): string | undefined {
  if (tokenFile !== undefined) return `Bearer ${secretIn(tokenFile)}`;
  if (user === undefined || passwordFile === undefined) return undefined;
  return `Basic ${Buffer.from(`${user}:${secretIn(passwordFile)}`).toString("base64")}`;
}

function secretIn(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new UnreachableError(`${path} cannot be read`, { cause });
  }
}
