import { expect, test } from "vitest";
import { validateMessage } from "#src/slack/block-kit.ts";
import { renderSecret } from "#src/slack/render/secret.ts";

test("a secret is drawn verbatim, and is not in the notification", () => {
  const text = "kubeadm join 10.0.0.10:6443 --token k7w2ma.0123456789abcdef";
  const message = renderSecret({
    headline: "For <you>",
    texts: [{ title: "As root:", text }],
    hint: "soon over",
  });
  expect(validateMessage(message)).toEqual([]);
  expect(JSON.stringify(message.blocks)).toContain(text);
  expect(message.text).toBe("For &lt;you&gt;");
});
