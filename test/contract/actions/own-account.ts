// What npm run setup does: applies RBAC objects, asks for a token of an account, and asks what that account may do.
import { afterAll, describe, expect, test } from "vitest";
import { connectPerson, type Person } from "#src/kubernetes/account/connect-person.ts";
import { applyManifest, foresee, requestToken } from "#src/kubernetes/account/make-account.ts";
import type { Manifest } from "#src/kubernetes/account/manifests.ts";
import { missingRights, type Right } from "#src/kubernetes/account/review-rights.ts";
import { NAMESPACE, type Scene, suffix } from "./scene.ts";

const RBAC = "rbac.authorization.k8s.io";
const name = `wheelhouse-account-${suffix}`;
const account = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, namespace: NAMESPACE },
  automountServiceAccountToken: false,
};
const role = {
  apiVersion: `${RBAC}/v1`,
  kind: "Role",
  metadata: { name, namespace: NAMESPACE },
  rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["mine"], verbs: ["get"] }],
};
const binding = {
  apiVersion: `${RBAC}/v1`,
  kind: "RoleBinding",
  metadata: { name, namespace: NAMESPACE },
  roleRef: { apiGroup: RBAC, kind: "Role", name },
  subjects: [{ kind: "ServiceAccount", name, namespace: NAMESPACE }],
};
const manifests = [account, role, binding];

export function accountContract(scene: Scene): void {
  const people: Person[] = [];
  afterAll(() => {
    for (const each of people) each.stop();
  });

  describe("an account of its own", () => {
    test("is made by applying, and applying again changes nothing", async () => {
      const admin = await person();
      const before = await foreseen(admin);
      for (const each of manifests) await applyManifest(admin, each);
      const versions = await versionsOf();
      const after = await foreseen(admin);
      for (const each of manifests) await applyManifest(admin, each);

      expect(before).toEqual(["new", "new", "new"]);
      expect(after).toEqual(["as it is", "as it is", "as it is"]);
      expect(await versionsOf()).toEqual(versions);
    });

    test("changed rules replace those before", async () => {
      const admin = await person();
      const more = {
        ...role,
        rules: [...role.rules, { apiGroups: [""], resources: ["pods"], verbs: ["list"] }],
      };
      await applyManifest(admin, more);
      const difference = await foresee(admin, role);
      await applyManifest(admin, role);

      expect(difference).toBe("changed");
      const [{ verbs, ...rest }] = role.rules as [(typeof role.rules)[0]];
      expect(await foresee(admin, role)).toBe("as it is");
      expect(await foresee(admin, { ...role, rules: [{ verbs, ...rest }] } as Manifest)).toBe("as it is");
    });

    test("has a token that may what its role grants, and nothing else", async () => {
      const admin = await person();
      const { token, endsAt } = await requestToken(admin, account);
      const own = await person({ authorization: `Bearer ${token}` });
      const right = { of: "tokens", verb: "get", group: "", namespace: NAMESPACE } as const;
      const rights: readonly Right[] = [
        { ...right, resource: "configmaps", name: "mine" },
        { ...right, resource: "configmaps", name: "other" },
        { ...right, resource: "pods/log" },
        { ...right, resource: "signers", group: "certificates.k8s.io", verb: "approve" },
      ];

      expect(endsAt).toBeGreaterThan(Date.now() + 3_000_000);
      expect(await missingRights(own, rights)).toEqual(rights.slice(1));
      expect(await missingRights(admin, rights)).toEqual([]);
      await expect(own.ask("look", `/api/v1/namespaces/${NAMESPACE}/pods`)).rejects.toThrow(
        /^look: the API server says no: pods is forbidden: User "system:serviceaccount:/,
      );
    });

    test("no token is given for an account that is not there", async () => {
      const nobody = { ...account, metadata: { name: "nobody", namespace: NAMESPACE } };
      await expect(requestToken(await person(), nobody)).rejects.toThrow(
        `make a token of ServiceAccount ${NAMESPACE}/nobody: the API server says no: serviceaccounts "nobody" not found`,
      );
    });
  });

  async function person(headers: Readonly<Record<string, string>> = {}): Promise<Person> {
    const { endpoint } = scene.admin;
    const only = Object.keys(headers).length > 0 ? { cert: undefined, key: undefined, headers } : {};
    const made = connectPerson({ name: "home", load: async () => ({ endpoint: { ...endpoint, ...only } }) });
    people.push(made);
    return made;
  }

  async function foreseen(admin: Person) {
    return Promise.all(manifests.map((each) => foresee(admin, each)));
  }

  async function versionsOf() {
    const paths = [
      `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${name}`,
      ...["roles", "rolebindings"].map((kind) => `/apis/${RBAC}/v1/namespaces/${NAMESPACE}/${kind}/${name}`),
    ];
    const objects = await Promise.all(paths.map(scene.get));
    return objects.map(
      (each) => (each as { metadata: { resourceVersion: string } }).metadata.resourceVersion,
    );
  }
}
