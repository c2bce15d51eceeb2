// A real Alertmanager keeps what the simulated one keeps: its alerts come in at our door, and our silences silence it.
import { describe } from "vitest";
import { alertmanagerContract } from "../../contract/alertmanager.ts";
import { startRealAlertmanager } from "./start.ts";

describe("a real Alertmanager", () => {
  alertmanagerContract(startRealAlertmanager);
});
