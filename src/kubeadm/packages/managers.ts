// Which package manager a machine has, and what is known of each.
import type { OutputOf } from "#src/hosts/readings/index.ts";
import { apt } from "./apt.ts";
import { dnf } from "./dnf.ts";
import type { ManagerName, PackageManager } from "./manager.ts";

export const managers: Readonly<Record<ManagerName, PackageManager>> = { apt, dnf };

/** By what a repository is of. */
export const managerOfKind = { deb: "apt", rpm: "dnf" } as const;
export const kindOfManager = { apt: "deb", dnf: "rpm" } as const;

/** By its family: programs of one kind are found on systems of the other. Undefined where packages are handled by something else. */
export function managerOf({ families }: Pick<OutputOf<"osRelease">, "families">): ManagerName | undefined {
  if (families.includes("debian") || families.includes("ubuntu")) return "apt";
  return ["rhel", "fedora", "centos"].some((each) => families.includes(each)) ? "dnf" : undefined;
}
