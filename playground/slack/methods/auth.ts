// auth.test and apps.connections.open.
import { BOT, TEAM } from "../people.ts";
import { nextId } from "../state.ts";
import type { Family } from "./method.ts";

export const auth: Family = {
  "auth.test": {
    tier: 4,
    run: () => ({
      url: `https://${TEAM.domain}.slack.com/`,
      team: TEAM.name,
      team_id: TEAM.id,
      user: BOT.name,
      user_id: BOT.userId,
      bot_id: BOT.botId,
      is_enterprise_install: false,
    }),
  },
  "apps.connections.open": {
    tier: 3,
    token: "app",
    run: (_args, { state }) => ({
      url: `${state.origin.replace("http", "ws")}/link/?ticket=${nextId(state, "TK")}&app_id=${BOT.appId}`,
    }),
  },
};
