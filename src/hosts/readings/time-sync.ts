// Whether the clock can be believed: a Pi has none of its own, and a wrong one makes every certificate look wrong.
import { assignments, defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

export const timeSync = defineReading({
  // One property each: systemd 252 answers a list with nothing.
  argv: () => ["timedatectl", "show", "--property=NTPSynchronized", "--property=NTP", "--property=Timezone"],
  parse: (said) => {
    const text = stdoutOf(said);
    const found = assignments(text);
    if (!found.has("NTPSynchronized")) throw new Unreadable(`timedatectl says: ${words(text)}`);
    return {
      isSynchronized: found.get("NTPSynchronized") === "yes",
      isEnabled: found.get("NTP") === "yes",
      zone: found.get("Timezone"),
    };
  },
});

/** Epoch milliseconds, by the host's clock. */
export const clock = defineReading({
  argv: () => ["date", "+%s%3N"],
  parse: (said) => {
    const text = stdoutOf(said).trim();
    if (!/^\d{10,15}$/.test(text)) throw new Unreadable(`no time: ${words(text)}`);
    return Number(text);
  },
});
