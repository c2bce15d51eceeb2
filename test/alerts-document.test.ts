import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { causes } from "#src/incident/causes.ts";
import { rules } from "#src/incident/problems.ts";
import { alertsPath, freshAlerts } from "./alerts-document.ts";

const text = readFileSync(alertsPath, "utf8");
const seeds = [...text.matchAll(/^\| S(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$/gm)];

test("the tables of docs/alerts.md are what the code says (npm run readme writes them)", () => {
  expect(text).toBe(freshAlerts());
});

test("every rule is in it, and every alert that explains or is explained is one that a rule finds", () => {
  const known = rules.map(({ alert }) => alert);
  expect(known.filter((alert) => !text.includes(`[${alert}](`))).toEqual([]);
  const named = causes.flatMap(({ alert, explains }) =>
    typeof explains === "string" ? [alert] : [alert, explains.alert],
  );
  expect(named.filter((alert) => !known.includes(alert))).toEqual([]);
});

test("all 48 incidents are in it, each with what catches it and the test that fires that, or a plain no", () => {
  expect(seeds.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 48 }, (_each, at) => at + 1),
  );
  const unproven = seeds.filter(([, , , caught = "", fired = ""]) =>
    /^(rule|signature) /.test(caught) ? !fired.includes("[test]") : !/not caught|`/.test(caught),
  );
  expect(unproven.map(([row]) => row)).toEqual([]);
});
