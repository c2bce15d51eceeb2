// Credentials of a server that asks for none.
import type { Credentials } from "#src/kubernetes/connection/credentials.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";

export function fixedCredentials(url: string): Credentials {
  const endpoint: Endpoint = {
    server: url,
    proxy: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    servername: undefined,
    rejectUnauthorized: true,
    headers: {},
  };
  return {
    get: async () => endpoint,
    current: () => endpoint,
    refused: async () => false,
    worked: () => {},
    stop: () => {},
  };
}
