// What is said to a line that no command answers, but that people are known to type: how to do it by hand, or which is meant.
import { UsageError } from "#src/base/errors.ts";
import { askBack } from "./ask-back.ts";
import { byHand } from "./by-hand.ts";
import { filled, fits, type Pattern } from "./pattern.ts";
import { spellOut } from "./understand.ts";
import { quoteWord } from "./words.ts";

/** How it is done without us. */
export function answerByHand(words: readonly string[]): UsageError | undefined {
  const { said } = parted(words);
  const row = byHand.find(({ said: patterns }) => firstFit(patterns, said));
  return row && new UsageError(row.says, { shell: row.shell, offers: row.offers });
}

/** Which of several is meant. */
export function question(words: readonly string[]): UsageError | undefined {
  const { said, options } = parted(words);
  for (const { said: patterns, asks, offers } of askBack) {
    const matched = firstFit(patterns, said);
    const within = namespaceIn(options);
    const offer = (line: string) =>
      filled(line, matched ?? {}, quoteWord) + (/^pod .*<name>/.test(line) ? within : "");
    if (matched) return new UsageError(asks, { offers: offers.map(offer) });
  }
  return undefined;
}

function parted(words: readonly string[]) {
  const end = words.findIndex((word) => /^--?[a-z]/i.test(word) && !/^(-f|--raw)$/.test(word));
  const [said, options] = end === -1 ? [words, []] : [words.slice(0, end), words.slice(end)];
  return { said: said.flatMap(spellOut), options };
}

function firstFit(patterns: readonly Pattern[], words: readonly string[]) {
  return patterns.map((pattern) => fits(pattern, words)).find((matched) => matched !== undefined);
}

/** ` --namespace=media`, so that the name that is offered is the one that was meant. */
function namespaceIn(options: readonly string[]): string {
  const at = options.findIndex((word) => /^(-n|--namespace)$/.test(word));
  const inline = options.map((word) => /^--namespace=(.+)$/.exec(word)?.[1]).find(Boolean);
  const namespace = inline ?? (at === -1 ? undefined : options[at + 1]);
  return namespace === undefined ? "" : ` --namespace=${quoteWord(namespace)}`;
}
