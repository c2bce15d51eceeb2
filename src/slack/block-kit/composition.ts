// Limits of the objects that blocks and elements are composed of: texts, options, confirm dialogs.
import { at, fault, has, isObject, items, oneOf, type Range, type Spot, string } from "./check.ts";

/** A plain_text object, if it is there at all. */
export function plainText(spot: Spot, range: Range): void {
  textObject(spot, range, ["plain_text"]);
}

/** A plain_text or mrkdwn object, if it is there at all. */
export function textObject(spot: Spot, { min = 1, max }: Range, types = ["plain_text", "mrkdwn"]): void {
  if (spot.value === undefined) return;
  if (!isObject(spot.value)) {
    fault(spot, "must be an object");
    return;
  }
  oneOf(at(spot, "type"), types);
  if (has(spot, "type") && has(spot, "text")) string(at(spot, "text"), { min, max });
}

export function confirm(spot: Spot): void {
  if (spot.value === undefined) return;
  for (const key of ["title", "text", "confirm", "deny"]) has(spot, key);
  plainText(at(spot, "title"), { max: 100 });
  textObject(at(spot, "text"), { max: 300 });
  plainText(at(spot, "confirm"), { max: 30 });
  plainText(at(spot, "deny"), { max: 30 });
  oneOf(at(spot, "style"), ["primary", "danger"]);
}

/** An option; `mrkdwn` texts only where Slack takes them (checkboxes, radio buttons), `url` only in overflow menus. */
export function option(spot: Spot, { mrkdwn = false, url = false } = {}): void {
  const types = mrkdwn ? ["plain_text", "mrkdwn"] : ["plain_text"];
  if (!isObject(spot.value)) {
    fault(spot, "must be an object");
    return;
  }
  if (has(spot, "text")) textObject(at(spot, "text"), { max: 75 }, types);
  if (has(spot, "value")) string(at(spot, "value"), { max: 150 });
  textObject(at(spot, "description"), { max: 75 }, types);
  if (url) {
    string(at(spot, "url"), { max: 3_000 });
    return;
  }
  if (at(spot, "url").value !== undefined) fault(at(spot, "url"), "only allowed in overflow menus");
}

/** Either options or option groups, as menus have them. */
export function choices(spot: Spot): void {
  const { options, option_groups: groups } = spot.value as { options?: unknown; option_groups?: unknown };
  if ((options === undefined) === (groups === undefined))
    fault(spot, "needs either options or option_groups");
  items(at(spot, "options"), { min: 1, max: 100 }, (one) => option(one));
  items(at(spot, "option_groups"), { min: 1, max: 100 }, (group) => {
    if (has(group, "label")) plainText(at(group, "label"), { max: 75 });
    if (has(group, "options")) items(at(group, "options"), { min: 1, max: 100 }, (one) => option(one));
  });
}
