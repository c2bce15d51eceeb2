import { expect, test } from "vitest";
import { parse } from "yaml";
import { joinCommand, joinConfiguration } from "#src/kubeadm/join/join-command.ts";

const pins = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
const join = { endpoint: "[fd00::10]:6443", token: "k7w2ma.0123456789abcdef", pins };

test("the command pins every certificate of the authority", () => {
  expect(joinCommand(join)).toBe(
    `kubeadm join [fd00::10]:6443 --token k7w2ma.0123456789abcdef --discovery-token-ca-cert-hash ${pins[0]} --discovery-token-ca-cert-hash ${pins[1]}`,
  );
});

test("the file says the same", () => {
  expect(parse(joinConfiguration(join))).toEqual({
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "JoinConfiguration",
    discovery: {
      bootstrapToken: { apiServerEndpoint: "[fd00::10]:6443", token: join.token, caCertHashes: pins },
    },
  });
});
