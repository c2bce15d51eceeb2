import { expect, test } from "vitest";
import { RefusedError, UnreachableError, UsageError } from "#src/base/errors.ts";
import { givenCluster } from "../../given.ts";
import { forgetKey, givenHost } from "../../hosts/given.ts";
import { ask, askOf, factOf, rowsOf, textsOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());

test("a host says what it is", async () => {
  const { hosts } = await givenHost();
  const { answer, faults } = await askOf("host show pi-4", [home], { hosts });

  expect(answer).toMatchObject({ headline: "pi-4 answers as pi-4", tone: "neutral" });
  expect(factOf(answer, "System")).toBe("Debian GNU/Linux 12 (bookworm)");
  expect(factOf(answer, "Memory")).toBe("3.7Gi, 3.2Gi available, no swap");
  expect(factOf(answer, "kubelet")).toBe("not installed");
  expect(rowsOf(answer, 1)).toEqual(["/"]);
  expect(faults).toEqual([]);
});

test("what it does not tell is said, and the rest is shown", async () => {
  const { hosts, simulated } = await givenHost();
  simulated.machine.files.delete("/proc/meminfo");
  const { answer } = await askOf("host show pi-4", [home], { hosts });
  expect(answer.tone).toBe("warning");
  expect(factOf(answer, "Not known")).toMatch(/^pi-4 was asked for its memory .*No such file/);
  expect(factOf(answer, "System")).toBe("Debian GNU/Linux 12 (bookworm)");
});

test("a host whose key nobody has approved shows it, and is not logged in to", async () => {
  const { hosts, simulated } = await givenHost({ isPinned: false });
  const { answer, message } = await askOf("host show pi-4", [home], { hosts });
  expect(answer).toMatchObject({
    headline: "The key of pi-4 is not approved, so it is not logged in to",
    tone: "warning",
  });
  expect(factOf(answer, "Key that it shows")).toMatch(/^SHA256:[\w+/]{43} \(ssh-ed25519\)$/);
  expect(textsOf(message)).toContain("ssh-keygen -lf");
  expect(simulated.machine.ran).toEqual([]);
});

test("another key, a host that is off and one that is not there are three answers", async () => {
  const { hosts, simulated } = await givenHost();
  const stranger = await givenHost();
  await forgetKey(hosts, "pi-4");
  const key = await stranger.hosts.shownKey(
    { name: "pi-4", ...stranger.simulated },
    AbortSignal.timeout(60_000),
  );
  const { address, port } = simulated;
  await hosts.pin({ name: "pi-4", address, port, user: "ops", pin: { ...key, by: "U0ANN", at: 0 } });
  await expect(askOf("host show pi-4", [home], { hosts })).rejects.toThrow(RefusedError);

  await stranger.simulated.close();
  await expect(askOf("host show pi-4", [home], { hosts: stranger.hosts })).rejects.toThrow(UnreachableError);
  await expect(ask("host show pi-5", home)).rejects.toThrow(UsageError);
});
