// files.getUploadURLExternal and files.completeUploadExternal; the bytes arrive in ../uploads.ts.
import { type Arguments, asRecord, required, structured, text } from "../arguments.ts";
import { fileObject, post } from "../messages.ts";
import { BOT } from "../people.ts";
import { Refusal } from "../refusal.ts";
import { nextId, type State } from "../state.ts";
import { threadOf, writableChannel } from "./chat.ts";
import type { Context, Family } from "./method.ts";

const write = () => "files:write";

export const files: Family = {
  "files.getUploadURLExternal": { tier: 4, scope: write, run: uploadUrl },
  "files.completeUploadExternal": { tier: 4, scope: write, run: complete },
};

function uploadUrl(args: Arguments, { state }: Context) {
  const name = required(args, "filename");
  const length = Number(required(args, "length"));
  const id = nextId(state, "F");
  const ticket = nextId(state, "UP");
  state.files.set(id, { id, name, title: name, length, content: undefined, shared: false });
  state.uploads.set(ticket, id);
  return { upload_url: `${state.origin}/upload/v1/${ticket}`, file_id: id };
}

function complete(args: Arguments, { state }: Context) {
  const ids = filesNamed(args).map((one) => finish(state, String(one.id), text(one, "title")));
  const channelId = text(args, "channel_id");
  if (channelId) share(args, state, channelId, ids);
  return { files: ids.map((id) => fileObject(state, id)) };
}

function filesNamed(args: Arguments): Record<string, unknown>[] {
  const named = structured(args, "files");
  if (!Array.isArray(named) || named.length === 0) throw new Refusal("invalid_arguments");
  return named.map(asRecord);
}

function finish(state: State, id: string, title: string | undefined): string {
  const file = state.files.get(id);
  if (!file?.content || file.shared) throw new Refusal("file_not_found");
  state.files.set(id, { ...file, title: title ?? file.name, shared: true });
  return id;
}

function share(args: Arguments, state: State, channelId: string, ids: readonly string[]): void {
  const channel = writableChannel(state, channelId);
  post(state, {
    channel: channel.id,
    user: BOT.userId,
    text: text(args, "initial_comment") ?? "",
    files: ids,
    ...threadOf(args, state, channel),
  });
}
