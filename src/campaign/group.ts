// The stages that run beside one another: which they are, and which comes next once some of them are over. Pure.
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign, StageRecord } from "./campaign.ts";

/** The stage that is next or under way, and those of its group after it that are not over; that one alone where it is in no group. */
export function membersOf({ course: { stages }, records, at }: Campaign): readonly number[] {
  const group = stages[at]?.group;
  if (group === undefined) return [at];
  return stages.flatMap((stage, place) =>
    stage.group === group && place >= at && !isDone(records[place]) ? [place] : [],
  );
}

/** The first stage from `at` on that is not over; as many as there are stages once all are. */
export function firstOpen(records: readonly StageRecord[], at: number): number {
  const found = records.findIndex((record, place) => place >= at && !isDone(record));
  return found === -1 ? records.length : found;
}

/** It has not begun, and nobody decides about it. */
export function isStartable(operation: Operation | undefined): boolean {
  return operation === undefined || (operation.state === "proposed" && operation.votes.length === 0);
}

function isDone(record: StageRecord | undefined): boolean {
  return record?.state === "done" || record?.state === "skipped";
}
