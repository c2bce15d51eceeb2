import { expect, test } from "vitest";
import { encode, encodeList, encodeWatchEvent } from "../../../playground/cluster/protobuf.ts";
// Recorded from a real kube-apiserver: each object once as JSON and once as protobuf.
import recorded from "./protobuf.recorded.json" with { type: "json" };

test.each(recorded.objects)(
  "a $kind is encoded byte for byte as the API server does",
  ({ kind, object, protobuf }) => {
    expect(encode(kind, object).toString("base64")).toBe(protobuf);
  },
);

test("a frame starts with its length, and the event holds the whole object", () => {
  const [pod] = recorded.objects;
  const frame = encodeWatchEvent("ADDED", "Pod", pod?.object ?? {});
  expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
  expect(frame.includes(Buffer.from(pod?.protobuf ?? "", "base64"))).toBe(true);
});

test("an empty list is its type and its version", () => {
  const list = { apiVersion: "v1", metadata: { resourceVersion: "7" } };
  const bytes = encodeList("Pod", list, []);
  expect(bytes.subarray(0, 4).toString()).toBe("k8s\0");
  expect(bytes.includes("PodList")).toBe(true);
  expect(bytes.length).toBeLessThan(50);
});
