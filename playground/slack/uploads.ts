// Takes the bytes of a file that files.getUploadURLExternal announced.
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerText, readBody } from "./http.ts";
import type { State } from "./state.ts";

export async function answerUpload(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  const ticket = (request.url ?? "").split("/").at(-1) ?? "";
  const file = state.files.get(state.uploads.get(ticket) ?? "");
  const content = contentIn(await readBody(request), request.headers["content-type"] ?? "");
  if (!file) return answerText(response, 404, "no such upload");
  if (content.length !== file.length) return answerText(response, 400, "length does not match");
  file.content = content;
  state.uploads.delete(ticket);
  return answerText(response, 200, `OK - ${content.length}`);
}

/** The bytes themselves, or the one part of a multipart body, which Slack takes too. */
function contentIn(body: Buffer, contentType: string): Buffer {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) return body;
  const start = body.indexOf("\r\n\r\n") + 4;
  return body.subarray(start, body.indexOf(`\r\n--${boundary}`, start));
}
