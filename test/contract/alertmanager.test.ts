// The contract of an Alertmanager: on the simulated one. The lab runs it on a real one (test/lab/alertmanager).
import { describe } from "vitest";
import { startAlertmanager } from "../../playground/alertmanager/alertmanager.ts";
import { alertmanagerContract } from "./alertmanager.ts";

describe("the simulated Alertmanager", () => {
  alertmanagerContract((webhook) => startAlertmanager({ webhook }));
});
