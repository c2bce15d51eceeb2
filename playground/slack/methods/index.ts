// Every Web API method that the simulated workspace answers.
import { auth } from "./auth.ts";
import { chat } from "./chat.ts";
import type { Family } from "./method.ts";

export const METHODS: Family = { ...auth, ...chat };
