// The bare peer of the bot: Bolt, one listener, and an acknowledgement.
import { App, HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import { input, onAsked, tell } from "../program.ts";

export type EchoInput = {
  readonly mode: "socket" | "http";
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
};

const { mode, apiUrl: slackApiUrl, botToken, appToken, signingSecret } = input<EchoInput>();
const clientOptions = { slackApiUrl };
const receiver =
  mode === "socket"
    ? new SocketModeReceiver({ appToken, installerOptions: { clientOptions } })
    : new HTTPReceiver({ signingSecret });
const app = new App({ token: botToken, receiver, clientOptions });
onAsked(async () => ({ residentMb: process.memoryUsage.rss() / 1024 / 1024 }));
app.command("/k8s", ({ ack }) => ack());
if (receiver instanceof HTTPReceiver)
  tell({ url: `http://127.0.0.1:${await listen(receiver)}/slack/events` });
else {
  await app.start();
  tell({ url: "" });
}

async function listen(http: HTTPReceiver): Promise<number> {
  const address = (await http.start(0)).address();
  if (typeof address !== "object" || address === null) throw new Error("the echo has no address");
  return address.port;
}
