import { expect, test } from "vitest";
import { allElse, type Call, sayCall, textOf, thoseThere } from "#src/base/call.ts";

const api = (more: Partial<Extract<Call, { at: "api" }>>): Call => ({
  at: "api",
  method: "PATCH",
  path: "/api/v1/nodes/w3",
  ...more,
});

test.each<[string, Call | string, string]>([
  [
    "a patch",
    api({
      body: {
        metadata: { uid: "u-1", annotations: { "example.com/by": "<this operation>" } },
        spec: { on: true },
      },
    }),
    'PATCH /api/v1/nodes/w3 metadata.uid=u-1, metadata.annotations["example.com/by"]=<this operation>, spec.on=true',
  ],
  [
    "what a patch takes away",
    api({ body: { spec: { taints: null } } }),
    "PATCH /api/v1/nodes/w3 spec.taints removed",
  ],
  [
    "the type of a body, which its path says",
    api({ method: "DELETE", body: { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 } }),
    "DELETE /api/v1/nodes/w3 gracePeriodSeconds=0",
  ],
  ["a read", api({ method: "GET", what: "must say Ready" }), "GET /api/v1/nodes/w3 – must say Ready"],
  [
    "an object that goes back as it was read",
    api({ method: "PUT", body: { [allElse]: "<as read>", list: [thoseThere, { type: "Denied" }] } }),
    'PUT /api/v1/nodes/w3 list=["<those there>",{"type":"Denied"}]',
  ],
  [
    "a long text",
    api({ body: { data: { a: textOf("a", "12ab") } } }),
    'PATCH /api/v1/nodes/w3 data.a="<a, sha256 12ab>"',
  ],
  [
    "a value that looks like another field",
    api({ body: { a: "1, spec.b=true" } }),
    'PATCH /api/v1/nodes/w3 a="1, spec.b=true"',
  ],
  [
    "texts that read as something else",
    api({ body: { a: true, b: "true", c: 5, d: "5", e: "null", f: "-1.5e3", g: "5m" } }),
    'PATCH /api/v1/nodes/w3 a=true, b="true", c=5, d="5", e="null", f="-1.5e3", g=5m',
  ],
  [
    "nothing, which a PUT writes",
    api({ method: "PUT", body: { a: null, b: "null" } }),
    'PUT /api/v1/nodes/w3 a=null, b="null"',
  ],
  ["an empty object", api({ body: { spec: {} } }), "PATCH /api/v1/nodes/w3 spec={}"],
  ["what is hidden", api({ path: "/a\u202eb\n" }), "PATCH /a\\u{202e}b\\u{a}"],
  ["a line of a plan from before", "PUT /a\u200bb", "PUT /a\\u{200b}b"],
  ["a command", { at: "host", host: "pi-1", argv: ["echo", "it's"] }, "pi-1: echo 'it'\\''s'"],
  [
    "a unit",
    {
      at: "host",
      host: "pi-1",
      argv: ["kubeadm", "reset"],
      unit: "wheelhouse-<this operation>-reset",
      stdin: "secret",
    },
    "pi-1: kubeadm reset (as root, as the unit wheelhouse-<this operation>-reset, with a secret on its standard input)",
  ],
  [
    "a key that is pinned",
    { at: "keys", does: "pin", host: "pi-1", key: "ssh-ed25519 SHA256:abc", place: "ops@10.0.0.9:22" },
    "wheelhouse: pin ssh-ed25519 SHA256:abc for pi-1, ops@10.0.0.9:22",
  ],
])("%s is said on one line", (_, call, line) => {
  expect(sayCall(call)).toBe(line);
});
