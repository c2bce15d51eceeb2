// Deciding about certificate requests.
import { describe, expect, test } from "vitest";
import { certificateRequest } from "./certificate-request.ts";
import { type Json, NODE, OTHER_UID, type Scene, soon, suffix } from "./scene.ts";

const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const DAY_SECONDS = 86_400;

export function certificateRequestsContract(scene: Scene): void {
  const { post, get } = scene;

  describe("certificate requests", () => {
    async function givenRequest(name: string) {
      const request = await certificateRequest(NODE);
      await post(REQUESTS, {
        metadata: { name: `${name}-${suffix}` },
        spec: {
          request: Buffer.from(request).toString("base64"),
          signerName: "kubernetes.io/kubelet-serving",
          usages: ["digital signature", "server auth"],
          expirationSeconds: DAY_SECONDS,
        },
      });
      const all = await scene.cluster.certificateRequests(soon());
      const found = all.find((each) => each.name === `${name}-${suffix}`);
      if (found === undefined) throw new Error(`no request ${name}`);
      return { found, request };
    }

    const decision = { verdict: "approve", reason: "WheelhouseApproved", message: "asked by U1" } as const;

    test("a request is read as its applicant wrote it and its server vouches for it", async () => {
      const { found, request } = await givenRequest("read");
      expect(found).toMatchObject({
        signer: "kubernetes.io/kubelet-serving",
        usages: ["digital signature", "server auth"],
        expirationSeconds: DAY_SECONDS,
        conditions: [],
        issued: false,
        request,
      });
      expect(found.groups).toContain("system:authenticated");
      expect(found.username).not.toBe("");
    });

    test("an approval is written once, and neither repeated nor turned into a denial", async () => {
      const { found } = await givenRequest("approve");
      await scene.cluster.decideCertificateRequest(found, decision, soon());
      const after = (await scene.cluster.certificateRequests(soon())).find(({ uid }) => uid === found.uid);
      expect(after?.conditions[0]).toMatchObject({
        type: "Approved",
        reason: "WheelhouseApproved",
        message: "asked by U1",
      });
      expect(after?.conditions[0]?.since).toBeGreaterThan(0);
      for (const verdict of ["approve", "deny"] as const) {
        await expect(
          scene.cluster.decideCertificateRequest(found, { ...decision, verdict }, soon()),
        ).rejects.toThrow("it is approved already");
      }
    });

    test("a denial is written, another request of the same name is not touched", async () => {
      const { found } = await givenRequest("deny");
      const other = { ...found, uid: OTHER_UID };
      await expect(scene.cluster.decideCertificateRequest(other, decision, soon())).rejects.toThrow(
        "it is another request of the same name",
      );
      await scene.cluster.decideCertificateRequest(found, { ...decision, verdict: "deny" }, soon());
      const after = (await scene.cluster.certificateRequests(soon())).find(({ uid }) => uid === found.uid);
      expect(after?.conditions.map(({ type }) => type)).toEqual(["Denied"]);
    });

    test("the API server itself lets a decision neither go nor be doubled", async () => {
      const { found } = await givenRequest("final");
      await scene.cluster.decideCertificateRequest(found, decision, soon());
      const object = (await get(`${REQUESTS}/${found.name}`)) as { status: { conditions: readonly Json[] } };
      const put = (conditions: readonly Json[]) =>
        scene.admin.request(`${REQUESTS}/${found.name}/approval`, {
          method: "PUT",
          body: { ...object, status: { conditions } },
        });
      const denied = { type: "Denied", status: "True", reason: "X", message: "" };
      const [removed, doubled] = [await put([]), await put([...object.status.conditions, denied])];
      expect([removed.status, doubled.status]).toEqual([422, 422]);
      expect(removed.body.toString()).toContain('updates may not remove a condition of type \\"Approved\\"');
      // 1.36 says it in other words.
      expect(doubled.body.toString()).toMatch(/must specify at most one of|mutually exclusive/);
    });
  });
}
