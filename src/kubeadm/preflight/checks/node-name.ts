// Whether the name is free, is a name of a node, and what the machine calls itself.
import { type Check, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("name");

export const nodeName: Check = ({ host, cluster }) => {
  const { name, hostname } = host;
  if (cluster.nodes.some((node) => node.name === name))
    return [blocking(`${cluster.name} has a node ${name} already`, `node show ${name}`)];
  if (hostname === name) return [passed(name)];
  const says = `it calls itself ${hostname || "nothing"}; its node will be called ${name} all the same`;
  return [warning(says, `hostnamectl set-hostname ${name}`)];
};
