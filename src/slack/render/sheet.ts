// Draws an answer as a modal for the one who clicked: what is verbatim in it is shown whole, page by page.
import type { ModalView } from "@slack/types";
import { oneLine, shorten, verbatim } from "#src/base/text.ts";
import type { Answer } from "#src/card/answer.ts";
import { renderPart } from "./answer.ts";
import { dots, headlineBlock, preformatted } from "./message.ts";
import { split } from "./pages.ts";

/** Slack takes 100 blocks; its button opens nothing that needs more. */
const mostBlocks = 100;
const partBudget = 5_000;

export function renderSheet(answer: Answer): ModalView {
  const { tone, headline, parts } = answer;
  const blocks = parts.flatMap((part) =>
    part.kind === "code" ? split(verbatim(part.text)).map(preformatted) : renderPart(part, partBudget),
  );
  return {
    type: "modal",
    title: { type: "plain_text", text: "Wheelhouse" },
    close: { type: "plain_text", text: "Close" },
    blocks: [headlineBlock(`${dots[tone]} ${shorten(oneLine(headline), 600)}`), ...blocks].slice(
      0,
      mostBlocks,
    ),
  };
}
