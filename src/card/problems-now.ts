// What is wrong with a cluster for whoever asks: what our rules find, and what other systems say beside it.
import type { IncidentsView } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import { withReported } from "#src/incident/reported.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Sight } from "#src/incident/sight.ts";

export async function problemsNow(
  sight: Sight,
  { reported }: Pick<IncidentsView, "reported">,
): Promise<readonly Problem[]> {
  return withReported(problemsOf(sight), await reported(sight.cluster));
}
