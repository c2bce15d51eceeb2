import { expect, test } from "vitest";
import { givenCluster } from "../../given.ts";
import { forgetKey, givenHost } from "../../hosts/given.ts";
import { ask, askOf, rowsOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());

test("hosts are listed with the keys that were approved, those without one first", async () => {
  const { hosts, simulated } = await givenHost();
  const { answer, faults } = await askOf("host list", [home], { hosts });
  const [pinned] = await hosts.list();

  expect(answer.headline).toBe("1 host of home, all keys approved");
  expect(rowsOf(answer, 5)).toEqual([
    `pi-4 | 127.0.0.1:${simulated.port} | ops | ${pinned?.pin?.fingerprint} (ssh-ed25519) | configuration`,
  ]);
  expect(faults).toEqual([]);

  await forgetKey(hosts, "pi-4");
  const after = await askOf("host list", [home], { hosts });
  expect(after.answer).toMatchObject({ headline: "1 host of home, 1 key not approved", tone: "warning" });
});

test("without hosts it says where they are named", async () => {
  const { answer } = await ask("host list", home);
  expect(answer.headline).toBe("No host of home is configured: clusters.home.hosts names them");
});
