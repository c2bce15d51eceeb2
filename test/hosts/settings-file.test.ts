// A file of settings: written whole, for everybody to read, and shown on the card to the character.
import { expect, test } from "vitest";
import { type Call, sayCall } from "#src/base/call.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { givenHost } from "./given.ts";

test("what is written is what the card shows", async () => {
  const { hosts, simulated } = await givenHost();
  const calls: Call[] = [];
  const host = await hosts.fenced((call) => void calls.push(call)).host("pi-4");

  await host.run(
    writeFileRun("/etc/sysctl.d/99-k8s.conf", "net.ipv4.ip_forward=1\n"),
    AbortSignal.timeout(60_000),
  );

  expect(simulated.machine.files.get("/etc/sysctl.d/99-k8s.conf")).toMatchObject({
    content: "net.ipv4.ip_forward=1\n",
    mode: "644",
    owner: "root",
  });
  const [call] = calls;
  expect(call && sayCall(call)).toBe(
    'pi-4: sudo -n -- install -D --mode=0644 --owner=root --group=root -- /dev/stdin /etc/sysctl.d/99-k8s.conf (with "net.ipv4.ip_forward=1\\n" on its standard input)',
  );
});
