// A Slack that takes every message at once, in a process of its own.
import { onAsked, tell } from "../program.ts";

const http = process.getBuiltinModule("node:http");

let posts = 0;
const server = http.createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    posts += 1;
    response.writeHead(200, { "content-type": "application/json" }).end(`{"ok":true,"ts":"${posts}.0"}`);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  tell({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
});
onAsked(async () => ({ posts }));
