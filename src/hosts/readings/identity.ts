// Who the machine says it is. Names from a host are untrusted text.
import { oneLine, shorten } from "#src/base/text.ts";
import { defineReading, stdoutIfThere, stdoutOf, Unreadable, words } from "./reading.ts";

/** machine-id(5). Copies of one SD card share it, and then networks between their pods do not work. */
export const machineId = defineReading({
  argv: () => ["cat", "/etc/machine-id"],
  parse: (said) => {
    const text = stdoutOf(said).trim();
    if (!/^[0-9a-f]{32}$/.test(text)) throw new Unreadable(`no machine id: ${words(text)}`);
    return text;
  },
});

/** Whatever it is; whether it can be a node's name is for the reader to say. */
export const hostname = defineReading({
  argv: () => ["hostname"],
  parse: (said) => shorten(oneLine(stdoutOf(said)), 253),
});

/** `Raspberry Pi 4 Model B Rev 1.4`; undefined where the firmware tells none. */
export const boardModel = defineReading({
  argv: () => ["cat", "/proc/device-tree/model"],
  parse: (said) => {
    const text = stdoutIfThere(said);
    return text === undefined ? undefined : shorten(oneLine(text), 100);
  },
});
