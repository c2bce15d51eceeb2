// Every Web API method that the simulated workspace answers.
import { auth } from "./auth.ts";
import { chat } from "./chat.ts";
import { conversations } from "./conversations.ts";
import { files } from "./files.ts";
import type { Family } from "./method.ts";
import { reactions } from "./reactions.ts";
import { users } from "./users.ts";
import { views } from "./views.ts";

export const METHODS: Family = {
  ...auth,
  ...chat,
  ...conversations,
  ...files,
  ...reactions,
  ...users,
  ...views,
};
