// What wheelhouse.yaml says about being told: quiet hours, and channels by severity.
import { expect, test } from "vitest";
import { parseSettings } from "#src/config/parse-settings.ts";
import { alertsChannel } from "#src/config/settings.ts";

function parsed(text: string) {
  return parseSettings("wheelhouse.yaml", `clusters:\n  home: { inCluster: true }\n${text}`);
}

test.each([
  ['{ from: "22:00", to: "7:00", zone: UTC }', "must be a time of day"],
  ['{ from: "22:00", to: "07:00", zone: Europe/Atlantis }', "must be a time zone"],
  ['{ from: "22:00", to: "22:00", zone: UTC }', "must be another time than from"],
  ['{ from: "22:00", to: "07:00", zone: UTC, below: info }', "below"],
])("quiet hours of %s are refused in words", (quiet, message) => {
  expect(parsed(`alerts: { quiet: ${quiet} }\n`).problems.join("\n")).toContain(message);
});

test("what is critical is told in a channel of its own, unless the cluster has one that is nearer", () => {
  const { settings } = parseSettings(
    "wheelhouse.yaml",
    `slack: { channels: { alerts: C0ALL, critical: C0URGENT } }
clusters:
  home: { inCluster: true }
  attic: { kubeconfig: /a, channels: { alerts: C0ATTIC } }
  cellar: { kubeconfig: /c, channels: { critical: C0CELLAR } }
`,
  );
  if (!settings) throw new Error("refused");
  const told = (cluster: string) => [
    alertsChannel(settings, cluster, "warning"),
    alertsChannel(settings, cluster, "critical"),
  ];
  expect(told("home")).toEqual(["C0ALL", "C0URGENT"]);
  expect(told("attic")).toEqual(["C0ATTIC", "C0ATTIC"]);
  expect(told("cellar")).toEqual(["C0ALL", "C0CELLAR"]);
});
