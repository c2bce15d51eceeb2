// From what a person typed to the words of a command: courtesy and punctuation go, kubectl's words and questions become ours.
import { everyday } from "./everyday.ts";
import { following, fromKubectl } from "./kubectl.ts";
import { filled, fits } from "./pattern.ts";
import { aboutRecord, withNamespace } from "./plain-words.ts";
import { wonderingWords } from "./wondering.ts";
import { quoteWord, splitWords } from "./words.ts";

/** Without what ends a sentence. The end of an option's value and of what is quoted is theirs. */
export function withoutEnd(line: string): string {
  const bare = line.trim();
  const ended = bare.replace(/[\s?!.,;:…]+$/u, "");
  return ended === "" || /(^|\s)-\S*$/.test(ended) ? bare : ended;
}

/** @throws UsageError on a quote that is never closed */
export function understand(words: readonly string[]): readonly string[] {
  const plain = withoutCourtesy(words);
  return asked(plain) ?? aboutRecord(plain) ?? placed(withNamespace(plain));
}

function placed(words: readonly string[]): readonly string[] {
  return asked(words) ?? fromKubectl(words);
}

const courtesy: readonly (readonly string[])[] = [
  ...[
    "hi",
    "hey",
    "hello",
    "ok",
    "okay",
    "so",
    "well",
    "please",
    "pls",
    "plz",
    "kindly",
    "sudo",
    "$",
    ">",
    "#",
  ],
  ...[
    "kubectl",
    "k",
    "k8s",
    "/k8s",
    "kube",
    "wheelhouse",
    "@wheelhouse",
    "oc",
    "bot",
    "now",
    "just",
    "let us",
    "lets",
  ],
  ...["can you", "could you", "would you", "will you", "i want to", "i would like to"],
  ...["i need to", "we need to", "let me", "help me", "do you know", "tell me"],
].map((phrase) => phrase.split(" "));

/** In front of anything else, and once more behind it; alone it stays, for a greeting is answered. */
export function withoutCourtesy(words: readonly string[]): readonly string[] {
  // `how do i add a node` and `hello there` are known as they are.
  if (asked(words)) return words;
  const first = (words[0] ?? "").replace(/[,!:.]+$/, "").toLowerCase();
  const rest = [first, ...words.slice(1).map((word) => word.toLowerCase())];
  const found = courtesy.find((phrase) => phrase.every((word, at) => rest[at] === word));
  const isWhole = words.length === (found?.length ?? 0);
  if (found && !isWhole) return withoutCourtesy(words.slice(found.length));
  const last = (words.at(-1) ?? "").toLowerCase();
  return words.length > 1 &&
    /^(please|pls|plz|thanks|now|asap)$/.test(last) &&
    !words.some((word) => word.startsWith("-"))
    ? words.slice(0, -1)
    : words;
}

/** The same without the words that only ask how or whether, and whether there were any. */
export function withoutWondering(typed: readonly string[]): {
  readonly words: readonly string[];
  readonly wonders: boolean;
} {
  const words = withoutCourtesy(typed);
  const count = asked(words) ? 0 : wonderingWords(words);
  if (count === 0) return { words, wonders: false };
  const about = withoutCourtesy(words.slice(count));
  const last = words[0]?.toLowerCase() === "what" ? /^do$/i : /^(first|safely)$/i;
  return {
    words: seen(about.length > 1 && last.test(about.at(-1) ?? "") ? about.slice(0, -1) : about),
    wonders: true,
  };
}

/** `see the pods`, behind `can I`. */
function seen(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  if (first.toLowerCase() !== "see" || rest.length === 0) return words;
  return asked(rest) ? rest : ["show", ...rest];
}

/** The line of a question, with the options that stand behind it. */
function asked(words: readonly string[]): readonly string[] | undefined {
  const end = words.findIndex((word) => /^--?[a-z]/i.test(word));
  const [said, options] = end === -1 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const spelt = said.flatMap(spellOut);
  for (const [patterns, line] of everyday) {
    for (const pattern of patterns) {
      const matched = fits(pattern, spelt);
      if (matched)
        return [
          ...splitWords(filled(line, matched, quoteWord)),
          ...options.filter((word) => !following.test(word)),
        ];
    }
  }
  return undefined;
}

/** `what's` is `what is`, `isn't` is `is not`. */
export function spellOut(word: string): readonly string[] {
  const plain = word.replaceAll("’", "'").replace(/[,!?;:]+$/, "");
  if (/^(what|why|how|who|where|it|that|there|everything)'s$/i.test(plain)) return [plain.slice(0, -2), "is"];
  if (/^whats$/i.test(plain)) return ["what", "is"];
  if (/^(is|are|does|do|did|was|has|have)n't$/i.test(plain)) return [plain.slice(0, -3), "not"];
  if (/^can(?:'t|not)$/i.test(plain)) return ["can", "not"];
  return plain === "" ? [] : [plain];
}
