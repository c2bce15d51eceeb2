import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { createShow } from "#src/request/show.ts";
import type { Note } from "#src/slack/chat.ts";
import { givenOperation } from "../operation/given.ts";

test("whoever asked hears once that a card cannot be kept", async () => {
  const notes: Note[] = [];
  const show = createShow({
    show: () => Promise.reject(new UnreachableError("The database cannot be written: disk full.")),
    whisper: async (_request, note) => void notes.push(note),
  });
  const operation = givenOperation();
  await expect(show(operation)).rejects.toThrow("disk full");
  await expect(show(operation)).rejects.toThrow("disk full");
  expect(notes.map(({ message }) => message)).toEqual([
    expect.stringContaining(`is ${operation.id}, and its card`),
  ]);
});
