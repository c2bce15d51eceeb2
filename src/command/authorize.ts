// Who may use what: roles come from the configuration, and nobody has one by default.
import { DeniedError } from "#src/base/errors.ts";

export const roles = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

/** Slack user ids, user-group ids, or "*" for every full member of the workspace. */
export type Access = Readonly<Partial<Record<Role, readonly string[]>>>;

/** A person as far as rights go; or a schedule, whose roles the configuration gives to it alone: `*` are people. */
export type Member = {
  readonly id: string;
  readonly groups: readonly string[];
  readonly granted?: readonly Role[];
};

/** What holding a role includes: whoever may change a cluster may also look at it. */
const includes: Record<Role, readonly Role[]> = {
  viewer: ["viewer"],
  operator: ["operator", "viewer"],
  approver: ["approver", "viewer"],
  admin: ["admin", "approver", "operator", "viewer"],
};

/** Every role of a full member, included ones too. */
export function rolesOf(access: Access, member: Member): ReadonlySet<Role> {
  if (member.granted) return new Set(member.granted.flatMap((role) => includes[role]));
  const named = (id: string) => id === "*" || id === member.id || member.groups.includes(id);
  return new Set(roles.filter((role) => access[role]?.some(named)).flatMap((role) => includes[role]));
}

/** The user groups among everybody who is given a role. */
export function groupsIn(access: Access): readonly string[] {
  return [...new Set(Object.values(access).flat())].filter((id) => id.startsWith("S"));
}

/**
 * Passes when the role is held.
 * @throws DeniedError naming the missing role and where roles are given
 */
export function authorize(needed: Role, held: ReadonlySet<Role>, phrase: string): void {
  if (held.has(needed)) return;
  throw new DeniedError(`${phrase} needs the role ${needed}, and you ${describe(held)}.`, {
    hint: `An admin can add you under access.${needed} in wheelhouse.yaml.`,
  });
}

function describe(held: ReadonlySet<Role>): string {
  return held.size === 0 ? "have no role" : `are ${[...held].join(" and ")}`;
}
