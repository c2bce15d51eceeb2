// The flagship failure of kubeadm clusters: certificates that expire after a year.
import { expect, test } from "vitest";
import { givenConversation } from "./given.ts";

test("an expired certificate is named with its date, and its renewal is noticed", async () => {
  const chat = await givenConversation();
  await chat.ask("/k8s status");
  await chat.scenarios.toggle("api-certificate-expired");
  const answer = await chat.ask("/k8s status");
  expect(answer.text).toMatch(
    /^🔴 cannot reach home: the API server's certificate expired on \d{4}-\d\d-\d\d; last seen \d+ s ago$/,
  );
  await chat.scenarios.toggle("api-certificate-expired");
  while (!(await chat.ask("/k8s status")).text.includes("home is healthy"));
  await chat.close();
});
