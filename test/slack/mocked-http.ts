// HTTP that is answered within this process, for what is said over it. It costs each request of its worker, so only files that ask have it.
import nock from "nock";
import { afterAll } from "vitest";
import { letGo } from "../loopback.ts";

/** From now, as a client keeps the `fetch` that it was made with, to the last test of this file. */
export function mockHttp(): void {
  // To be imported is to be active already, on top of what keeps connections here and would refuse Slack's name.
  nock.restore();
  letGo();
  nock.activate();
  nock.disableNetConnect();
  afterAll(() => {
    nock.cleanAll();
    nock.restore();
  });
}
