// Forbids every connection that leaves this machine, so that no test can reach a real Slack or cluster by accident.
import nock from "nock";
import { afterAll, beforeAll } from "vitest";

beforeAll(() => {
  // The file before in the same worker has put back what nock replaces.
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect((host) => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host));
});

afterAll(() => {
  nock.cleanAll();
  nock.restore();
});
