// Whether a machine gives any sign of life is told by where its connection failed.
import { expect, test } from "vitest";
import { SilentError } from "#src/base/errors.ts";
import { explainConnection } from "#src/hosts/connection/explain.ts";

const target = { name: "pi-4", address: "10.0.0.24", port: 22, user: "ops", pin: undefined, jump: undefined };
const late = Object.assign(new Error("Timed out while waiting for handshake"), { level: "client-timeout" });

test("a machine that drops what is sent has accepted nothing", () => {
  const error = explainConnection(target, late, { accepted: false });
  expect(error).toBeInstanceOf(SilentError);
  expect(error.message).toBe(
    "pi-4 (10.0.0.24) does not answer: it is off, or the network drops what is sent.",
  );
});

test("one that accepts and says nothing hangs", () => {
  const error = explainConnection(target, late, { accepted: true });
  expect(error).toBeInstanceOf(SilentError);
  expect(error.message).toContain("accepted the connection and then said nothing");
});

test.each([
  ["EHOSTUNREACH", true],
  ["ETIMEDOUT", true],
  ["ECONNRESET", true],
  ["ECONNREFUSED", false],
  ["ENETUNREACH", false],
  ["ENOTFOUND", false],
])("%s is silence: %s", (code, isSilent) => {
  const error = explainConnection(target, Object.assign(new Error("no"), { code }), { accepted: false });
  expect(error instanceof SilentError).toBe(isSilent);
});
