// Writes what documents say of the code: the README's commands, and the tables of docs/alerts.md.
import { writeFileSync } from "node:fs";
import { alertsPath, freshAlerts } from "./alerts-document.ts";
import { freshReadme, readmePath } from "./readme.ts";

writeFileSync(readmePath, await freshReadme());
writeFileSync(alertsPath, freshAlerts());
