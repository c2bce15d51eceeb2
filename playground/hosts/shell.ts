// A shell that knows what is sent to hosts: words, quotes, `;` `&&` `||`, variables, and where output goes.

/** One command with what stands between it and the one before. */
export type ShellCommand = {
  readonly after: ";" | "&&" | "||";
  readonly words: readonly string[];
  readonly input: "input" | "nothing";
  readonly out: "out" | "err" | "nowhere";
  readonly err: "err" | "out" | "nowhere";
};

type Variables = Readonly<Record<string, string>>;

/** @throws SyntaxError at a quote that does not end */
export function parseShell(line: string, variables: Variables = {}): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let after: ShellCommand["after"] = ";";
  let words: string[] = [];
  let out: ShellCommand["out"] = "out";
  let err: ShellCommand["err"] = "err";
  let input: ShellCommand["input"] = "input";

  for (const token of tokensOf(line, variables)) {
    if (token.kind === "word") words.push(token.text);
    else if (token.text === ">&2" || token.text === "1>&2") out = "err";
    else if (token.text === "</dev/null") input = "nothing";
    else if (token.text === ">/dev/null") out = "nowhere";
    else if (token.text === "2>&1") err = "out";
    else if (token.text === "2>/dev/null") err = "nowhere";
    else next(token.text as ShellCommand["after"]);
  }
  next(";");
  return commands;

  function next(connector: ShellCommand["after"]): void {
    if (words.length > 0) commands.push({ after, words, input, out, err });
    after = connector;
    words = [];
    input = "input";
    out = "out";
    err = "err";
  }
}

type Token = { readonly kind: "word" | "operator"; readonly text: string };

const operator = /^(?:&&|\|\||;|\n|1?>&2|2>&1|2?>\/dev\/null|<\/dev\/null)/;

function tokensOf(line: string, variables: Variables): readonly Token[] {
  const tokens: Token[] = [];
  let rest = line;
  for (;;) {
    rest = rest.replace(/^[ \t]+/, "");
    if (rest === "") return tokens;
    const [found] = operator.exec(rest) ?? [];
    if (found !== undefined) {
      tokens.push({ kind: "operator", text: found === "\n" ? ";" : found });
      rest = rest.slice(found.length);
      continue;
    }
    const word = readWord(rest, variables);
    tokens.push({ kind: "word", text: word.text });
    rest = rest.slice(word.length);
  }
}

type Word = { readonly text: string; readonly length: number };

function readWord(text: string, variables: Variables): Word {
  let word = "";
  let at = 0;
  while (at < text.length && !/[\s;]/.test(text[at] ?? "") && !text.startsWith("&&", at)) {
    const part = readPart(text.slice(at), variables);
    word += part.text;
    at += part.length;
  }
  return { text: word, length: at };
}

function readPart(text: string, variables: Variables): Word {
  if (text[0] === "'") {
    const end = text.indexOf("'", 1);
    if (end === -1) throw new SyntaxError("Unterminated quoted string");
    return { text: text.slice(1, end), length: end + 1 };
  }
  if (text[0] === '"') return readDoubleQuoted(text, variables);
  if (text[0] === "\\") return { text: text[1] ?? "", length: 2 };
  return readVariable(text, variables) ?? { text: text[0] ?? "", length: 1 };
}

function readDoubleQuoted(text: string, variables: Variables): Word {
  let word = "";
  let at = 1;
  while (text[at] !== '"') {
    if (at >= text.length) throw new SyntaxError("Unterminated quoted string");
    const [, escaped] = /^\\(["\\$`])/.exec(text.slice(at)) ?? [];
    const part = escaped
      ? { text: escaped, length: 2 }
      : (readVariable(text.slice(at), variables) ?? { text: text[at] ?? "", length: 1 });
    word += part.text;
    at += part.length;
  }
  return { text: word, length: at + 1 };
}

function readVariable(text: string, variables: Variables): Word | undefined {
  const [whole, braced, plain] = /^\$(?:\{(\w+)\}|(\w+|\d))/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return { text: variables[braced ?? plain ?? ""] ?? "", length: whole.length };
}
