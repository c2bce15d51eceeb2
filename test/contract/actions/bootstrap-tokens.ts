// Bootstrap tokens: made, listed, revealed and revoked.
import { describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { OTHER_UID, type Scene, soon } from "./scene.ts";

export function tokensContract(scene: Scene): void {
  describe("bootstrap tokens", () => {
    const wanted = {
      expiresAt: Date.parse("2999-01-01T00:00:00Z"),
      description: "for a contract",
      groups: ["system:bootstrappers:kubeadm:default-node-token"],
      annotations: { "wheelhouse.example/by": "op-4" },
    };

    test("a token is made, listed without its secret, revealed and revoked", async () => {
      const { id } = await scene.cluster.createToken(wanted, soon());
      const listed = (await scene.cluster.bootstrapTokens(soon())).find((each) => each.id === id);
      const whole = await scene.cluster.revealToken(id, soon());
      const [publicHalf, secretHalf = ""] = whole.split(".");

      expect(listed).toMatchObject({ ...wanted, ours: true, usages: ["authentication", "signing"] });
      expect(whole).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
      expect(publicHalf).toBe(id);
      expect(JSON.stringify(listed)).not.toContain(secretHalf);
      expect(JSON.stringify(listed)).not.toContain(Buffer.from(secretHalf).toString("base64"));
      await expect(scene.cluster.deleteToken({ id, uid: OTHER_UID }, soon())).rejects.toBeInstanceOf(
        RefusedError,
      );
      expect(await scene.cluster.deleteToken({ id, uid: listed?.uid ?? "" }, soon())).toBe("deleting");
      expect(await scene.cluster.deleteToken({ id, uid: listed?.uid ?? "" }, soon())).toBe("gone");
      await expect(scene.cluster.revealToken(id, soon())).rejects.toBeInstanceOf(RefusedError);
    });

    test("a token without an end or with other people's groups is never made", async () => {
      const endless = { ...wanted, expiresAt: Number.POSITIVE_INFINITY };
      const powerful = { ...wanted, groups: ["system:masters"] };
      await expect(scene.cluster.createToken(endless, soon())).rejects.toBeInstanceOf(RefusedError);
      await expect(scene.cluster.createToken(powerful, soon())).rejects.toBeInstanceOf(RefusedError);
    });
  });
}
