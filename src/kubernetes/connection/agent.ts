// One keep-alive agent for a cluster, replaced when its certificates or its address change.
import type { Agent } from "node:http";
import type { AgentOptions } from "node:https";
import { createSecureContext } from "node:tls";
import { UnreachableError } from "#src/base/errors.ts";
import type { Endpoint } from "./endpoint.ts";

const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

export type Agents = {
  readonly for: (endpoint: Endpoint) => Agent;
  /** For one request over a connection of its own, which closes after it. */
  readonly once: (endpoint: Endpoint) => Agent;
  readonly close: () => void;
};

export function createAgent(): Agents {
  let agent: Agent | undefined;
  let shown: AgentOptions = {};
  let madeFor = "";
  return { for: agentFor, once, close: () => agent?.destroy() };

  // The agent before stays alive for the watches that still run over it; its idle sockets hold nothing open.
  function agentFor(endpoint: Endpoint): Agent {
    const { headers: _headers, ...connection } = endpoint;
    const key = JSON.stringify(connection);
    if (agent !== undefined && key === madeFor) return agent;
    shown = shownBy(endpoint);
    agent = newAgent(endpoint, { keepAlive: true, ...shown });
    madeFor = key;
    return agent;
  }

  function once(endpoint: Endpoint): Agent {
    agentFor(endpoint);
    return newAgent(endpoint, { keepAlive: false, ...shown });
  }
}

/** Read once, not for each of the connections. A tunnel through a proxy needs the texts. */
function shownBy({ server, proxy, ca, cert, key }: Endpoint): AgentOptions {
  if (server.startsWith("http:")) return {};
  return proxy ? { ca, cert, key } : { secureContext: createSecureContext({ ca, cert, key }) };
}

function newAgent(endpoint: Endpoint, options: AgentOptions): Agent {
  refuseUnsafe(endpoint);
  const { proxy, servername, rejectUnauthorized } = endpoint;
  const common = { ...options, ...(proxy && { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }) };
  if (endpoint.server.startsWith("http:")) return new http.Agent(common);
  return new https.Agent({ ...common, servername, rejectUnauthorized });
}

function refuseUnsafe({ server, proxy, cert, headers }: Endpoint): void {
  if (proxy !== undefined && !/^https?:/.test(proxy)) {
    throw new UnreachableError(
      `cannot reach ${server}: Wheelhouse does not speak to ${proxy.split(":")[0]} proxies`,
      {
        hint: "use an http or https proxy-url, or an SSH tunnel",
      },
    );
  }
  const hasSecrets = cert !== undefined || Object.keys(headers).length > 0;
  if (server.startsWith("http:") && hasSecrets && !isLoopback(new URL(server).hostname)) {
    throw new UnreachableError(`cannot reach ${server}: its credentials would travel unencrypted`, {
      hint: "use https, or kubectl proxy on this machine",
    });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
