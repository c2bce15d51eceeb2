// The key of a repository on a simulated machine: in armor where the file's name says so, as bytes elsewhere, and none but the approved one.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { keysIn } from "#src/hosts/openpgp.ts";
import renewRepositoryKey from "#src/steps/renew-repository-key.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { keyring } from "../../playground/hosts/node/packages.ts";
import { expiredKey, repositoryKey } from "../../playground/hosts/node/repository-key.ts";
import { type GivenMachines, givenMachines, keep } from "../hosts/given-machines.ts";
import { actOn, proofOn } from "./on-machines.ts";

let given: GivenMachines;
let machine: Machine;
let restore: () => void;

beforeAll(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("worker1"));
  restore = keep(machine);
});
afterAll(() => given.close());
afterEach(() => restore());

const input = { host: "worker1", file: keyring, text: repositoryKey };

test.each([
  ["expired", expiredKey, keyring],
  ["missing", undefined, keyring],
  ["expired in armor", expiredKey, "/etc/apt/keyrings/kubernetes.asc"],
])("one that is %s is replaced by the approved one", async (_what, before, file) => {
  if (before === undefined) machine.files.delete(file);
  else machine.write(file, before);
  const planned = renewRepositoryKey.with({ ...input, file });
  expect((await proofOn(given, renewRepositoryKey, planned)).goal).toBe("open");
  await actOn(given, renewRepositoryKey, planned);
  expect((await proofOn(given, renewRepositoryKey, planned)).goal).toBe("holds");
  const { content = "", mode } = machine.files.get(file) ?? {};
  expect(keysIn(Buffer.from(content, "latin1"))).toEqual(keysIn(Buffer.from(repositoryKey)));
  expect([mode, content.startsWith("-----BEGIN")]).toEqual(["644", file.endsWith(".asc")]);
});

test("one that was killed between its two writes does both again", async () => {
  machine.write(keyring, expiredKey);
  const planned = renewRepositoryKey.with(input);
  const killed = actOn(given, renewRepositoryKey, planned, { when: "after", nth: 1 });
  await expect(killed).rejects.toThrow("killed");
  expect((await proofOn(given, renewRepositoryKey, planned)).goal).toBe("open");
  await actOn(given, renewRepositoryKey, planned);
  expect((await proofOn(given, renewRepositoryKey, planned)).goal).toBe("holds");
});

test("the key that is there already holds", async () => {
  const { goal, evidence } = await proofOn(given, renewRepositoryKey, renewRepositoryKey.with(input));
  expect([goal, evidence]).toEqual(["holds", expect.stringContaining("valid until 2035-12-31")]);
});

test("each call says whose key it is", () => {
  const said = renewRepositoryKey.with(input).calls.map((call) => typeof call === "string" || call.what);
  expect(new Set(said)).toEqual(
    new Set(["95117A33F651075BA863D751401DCB3FAB70799B, valid until 2035-12-31"]),
  );
});
