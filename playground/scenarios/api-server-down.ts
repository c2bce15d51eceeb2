// The API server is dead: its port refuses every connection.
import type { Scenario } from "./scenario.ts";

export default {
  name: "api-server-down",
  title: "API server down",
  description: "kube-apiserver dies: connections are refused, and what runs runs on unseen.",
  begin: (cluster) => cluster.stop(),
  end: (cluster) => cluster.start(),
} satisfies Scenario;
