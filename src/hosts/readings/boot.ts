// Which boot this is, and how long it has lasted.
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

/** Another one after each boot: it proves a reboot. */
export const bootId = defineReading({
  argv: () => ["cat", "/proc/sys/kernel/random/boot_id"],
  parse: (said) => {
    const text = stdoutOf(said).trim();
    if (!/^[0-9a-f-]{36}$/.test(text)) throw new Unreadable(`no boot id: ${words(text)}`);
    return text;
  },
});

export const uptimeSeconds = defineReading({
  argv: () => ["cat", "/proc/uptime"],
  parse: (said) => {
    const text = stdoutOf(said);
    const seconds = Number.parseFloat(text);
    if (!Number.isFinite(seconds)) throw new Unreadable(`no uptime: ${words(text)}`);
    return Math.floor(seconds);
  },
});
