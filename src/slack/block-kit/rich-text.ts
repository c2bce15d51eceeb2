// The shape of rich_text, where nothing is parsed and therefore untrusted text goes.
import { at, fault, has, isObject, items, oneOf, type Spot, string } from "./check.ts";

const MANY = Number.POSITIVE_INFINITY;

const INLINE = [
  "text",
  "link",
  "emoji",
  "user",
  "usergroup",
  "channel",
  "team",
  "broadcast",
  "date",
  "color",
];

export function richText(spot: Spot): void {
  if (has(spot, "elements")) items(at(spot, "elements"), { max: MANY }, container);
}

function container(spot: Spot): void {
  const type = isObject(spot.value) ? spot.value.type : undefined;
  if (type === "rich_text_list") {
    oneOf(at(spot, "style"), ["bullet", "ordered"]);
    if (has(spot, "elements")) items(at(spot, "elements"), { max: MANY }, container);
    return;
  }
  if (type !== "rich_text_section" && type !== "rich_text_quote" && type !== "rich_text_preformatted") {
    fault(at(spot, "type"), `unsupported type: ${type}`);
    return;
  }
  if (has(spot, "elements")) items(at(spot, "elements"), { max: MANY }, inline);
}

function inline(spot: Spot): void {
  const type = isObject(spot.value) ? String(spot.value.type) : "nothing";
  if (!INLINE.includes(type)) {
    fault(at(spot, "type"), `unsupported type: ${type}`);
    return;
  }
  if (type === "text" && has(spot, "text")) string(at(spot, "text"), { min: 1, max: MANY });
}
