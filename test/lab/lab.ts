// `npm run lab -- <verb> …`: each verb is a function of a folder beside this file.

import { buildVerbs } from "./build/verbs.ts";
import { clusterVerbs } from "./cluster/verbs.ts";
import { fleetVerbs } from "./fleet/verbs.ts";
import { LabError } from "./hosts/lab-error.ts";
import { hostVerbs } from "./hosts/verbs.ts";
import { imageVerbs } from "./images/verbs.ts";
import { piVerbs } from "./pi/verbs.ts";

const verbs = {
  ...hostVerbs,
  ...clusterVerbs,
  ...piVerbs,
  ...fleetVerbs,
  ...imageVerbs,
  ...buildVerbs,
} as const;

process.exitCode = await main(process.argv.slice(2));

async function main([verb = "help", ...args]: readonly string[]): Promise<number> {
  const found = Object.entries(verbs).find(([name]) => name === verb)?.[1];
  if (["help", "--help", "-h"].includes(verb)) {
    console.log(help());
    return 0;
  }
  if (!found) {
    console.error(`There is no verb ${verb}: \`npm run lab -- help\` lists them`);
    return 2;
  }
  try {
    return await found.run(args);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

function help(): string {
  const lines = Object.entries(verbs).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.padEnd(42)} ${summary}`,
  );
  return ["npm run lab -- <verb>", ...lines].join("\n");
}
