// A Pi on a weak supply, or a hot one, slows down and corrupts its card.
import { type Check, findings } from "../finding.ts";

const { passed, warning } = findings("power and heat");

export const power: Check = ({ host: { throttling } }) => {
  if (!throttling) return [];
  const { isUnderVoltage, isThrottled, wasUnderVoltage, wasThrottled } = throttling;
  if (isUnderVoltage)
    return [warning("its supply is too weak now: under-voltage", "Use the supply made for it.")];
  if (isThrottled) return [warning("it is throttled now: it is too hot, or its supply too weak")];
  if (wasUnderVoltage || wasThrottled)
    return [warning(`${wasUnderVoltage ? "under-voltage" : "throttling"} since it started`)];
  return [passed("neither under-voltage nor throttling since it started")];
};
