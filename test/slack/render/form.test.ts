import { expect, test } from "vitest";
import { validateView } from "#src/slack/block-kit.ts";
import type { Field, Form } from "#src/slack/chat.ts";
import { renderForm } from "#src/slack/render/form.ts";

const longName = `media/${"x".repeat(120)}`;

test.each<[string, string, string | undefined]>([
  ["menu", "media/jellyfin", "media/jellyfin"],
  ["menu", longName, longName],
  ["menu", "y".repeat(151), undefined],
  ["text", longName, longName],
  ["text", "z".repeat(1_001), undefined],
])("a %s offers what was given as it is, or not at all", (kind, value, offered) => {
  const view = renderForm(formOf({ kind: kind as Field["kind"], value }), { channel: "C1" });
  const [, input] = view.blocks as unknown as { element: Record<string, { value: string } | string> }[];
  const initial = input?.element.initial_option as { value: string } | undefined;
  expect(initial?.value ?? input?.element.initial_value).toBe(offered);
  expect(validateView(view)).toEqual([]);
});

test("a list is a menu, and switches stand together in words", () => {
  const mode: Field = {
    name: "mode",
    label: "Mode",
    hint: "",
    kind: "choice",
    options: ["iptables", "nftables"],
    required: true,
  };
  const flag: Field = {
    name: "force",
    label: "Force",
    hint: "Also pods that nothing makes anew",
    kind: "switch",
    required: false,
  };
  const fields = [mode, flag, { ...flag, name: "dry-run", label: "Dry run", value: true }];
  const view = renderForm({ ...formOf({ kind: "text" }), fields }, { channel: "C1" });
  expect(view.blocks.map((block) => block.block_id)).toEqual([undefined, "mode", "switches"]);
  const drawn = JSON.stringify(view.blocks);
  expect(drawn).toContain("static_select");
  expect(drawn).toContain("Also pods that nothing makes anew");
  expect(drawn).not.toContain("--");
  expect(validateView(view)).toEqual([]);
});

function formOf(field: Pick<Field, "kind"> & Partial<Field>): Form {
  const pod: Field = { name: "pod", label: "Pod", hint: "", pick: "pod", required: true, ...field };
  return {
    title: "pod logs",
    summary: "Show logs",
    command: "pod logs",
    line: "pod logs",
    cluster: "home",
    fields: [pod],
  };
}
