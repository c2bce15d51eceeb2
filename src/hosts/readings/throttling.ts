// Under-voltage and heat of a Raspberry Pi: the bits of `vcgencmd get_throttled`.
import { defineReading, isMissing, stdoutOf, Unreadable, words } from "./reading.ts";

/** Undefined where there is no such program: it is no Pi, or not Raspberry Pi OS. */
export const throttling = defineReading({
  argv: () => ["vcgencmd", "get_throttled"],
  parse: (said) => {
    if (isMissing(said)) return undefined;
    const text = stdoutOf(said);
    const bits = Number(/^throttled=(0x[0-9a-f]+)$/m.exec(text)?.[1]);
    if (!Number.isInteger(bits)) throw new Unreadable(`vcgencmd says: ${words(text)}`);
    const at = (bit: number) => (bits & (1 << bit)) !== 0;
    return {
      isUnderVoltage: at(0),
      isThrottled: at(2),
      /** Since the last boot. */
      wasUnderVoltage: at(16),
      wasThrottled: at(18),
    };
  },
});
