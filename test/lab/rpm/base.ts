// The disk of a host whose packages are rpm's: the hosts' Debian as its user land, with dnf in dpkg's place.
import { join } from "node:path";
import type { BaseKind } from "../hosts/base.ts";

export const rpmBase: BaseKind = {
  name: "rpm",
  packages: ["dnf", "rpm", "dnf-plugins-core"],
  script: join(import.meta.dirname, "customise.sh"),
};
