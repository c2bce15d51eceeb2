import { expect, test } from "vitest";
import { givenCluster, now } from "../../given.ts";
import { givenIncident } from "../../incident/given-incident.ts";
import { askOf, rowsOf } from "../ask.ts";

test("what is open is listed, worst first, with who has it", async () => {
  const incidents = [
    givenIncident({ id: "in-one", state: "acknowledged", acknowledged: { by: "U0BOB", at: now } }),
    givenIncident({ id: "in-two" }),
    givenIncident({ id: "in-over", state: "resolved" }),
    givenIncident({ id: "in-new", state: "pending", firedAt: undefined }),
  ];
  const { answer, message, faults } = await askOf("alerts", [givenCluster()], { incidents });
  expect(answer).toMatchObject({ headline: "2 incidents open, 1 taken", tone: "bad" });
  expect(rowsOf(answer, 2).map((row) => row.split(" | ").slice(0, 2))).toEqual([
    ["in-two", "firing, critical"],
    ["in-one", "taken by U0BOB"],
  ]);
  expect(JSON.stringify(message)).toContain('{"type":"user","user_id":"U0BOB"}');
  expect(faults).toEqual([]);
});

test("what another explains says so, and comes after what speaks for itself", async () => {
  const incidents = [
    givenIncident({ id: "in-child", explainedBy: "in-cause", since: now }),
    givenIncident({ id: "in-cause", since: 0 }),
  ];
  const { answer } = await askOf("alerts", [givenCluster()], { incidents });
  expect(rowsOf(answer, 2)).toEqual(["in-cause | firing, critical", "in-child | explained by in-cause"]);
});

test("nothing open is said in a sentence", async () => {
  const { answer } = await askOf("alert list", [givenCluster()], {});
  expect(answer).toMatchObject({ headline: "No incident is open", tone: "good" });
});

test("hundreds that are open are counted and all there, the rows that a message cannot show in a file", async () => {
  const incidents = Array.from({ length: 500 }, (_, at) =>
    givenIncident({ id: `in-${at}`, summary: `web-${at} crashes\n\u202e`, firedAt: now }),
  );
  const { answer, faults } = await askOf("alert list", [givenCluster()], { incidents });
  expect(answer.headline).toBe("500 incidents open, 0 taken");
  expect(answer.file?.content.split("\n")).toHaveLength(501);
  expect(answer.file?.content).toContain("in-499\tfiring, critical\tweb-499 crashes\thome");
  expect(faults).toEqual([]);
});
