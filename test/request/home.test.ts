// The Home tab says of a cluster what its status says.

import { expect, test } from "vitest";
import { actorFrom } from "#src/base/actor.ts";
import { createHome } from "#src/request/home.ts";
import type { Chat, HomeView } from "#src/slack/chat.ts";
import { ask, wellHome } from "../commands/ask.ts";
import { givenCluster } from "../given.ts";
import { handClock } from "../hand-clock.ts";

test("a cluster whose etcd is down is told as its status tells it", async () => {
  const shown: HomeView[] = [];
  const chat: Pick<Chat, "person" | "showHome"> = {
    person: async (id) => ({ id: actorFrom(id), standing: "member", groups: [] }),
    showHome: async (_by, view) => void shown.push(view),
  };
  const cluster = givenCluster({
    ...wellHome(),
    health: { ready: false, checks: [{ name: "etcd", ok: false }] },
  });
  const home = createHome({
    clusters: [cluster],
    operations: { list: async () => [] },
    access: { viewer: ["U0ANN"] },
    chat,
    clock: handClock(),
  });

  await home("U0ANN");

  const { headline, tone } = (await ask("status", cluster)).answer;
  expect(tone).toBe("bad");
  expect(shown.map(({ clusters }) => clusters)).toEqual([[{ name: "home", headline, tone }]]);
});
