// Connections of a test stay on this machine, whatever is spoken over them.
import { Socket, type TcpSocketConnectOpts } from "node:net";

/** Found again by whoever runs next in the same worker. */
const kept = Symbol.for("wheelhouse.connect");
type Sockets = Socket & { [kept]?: Socket["connect"] };
/** While it says so, Node writes nothing. */
type Connecting = Socket & { connecting: boolean };

const sockets: Sockets = Socket.prototype;
const connect = sockets[kept] ?? sockets.connect;
sockets[kept] = connect;

/** Below HTTP and TLS, which are as they are without tests. */
export function keepToThisMachine(): void {
  sockets.connect = function guarded(this: Connecting, ...given: unknown[]): Socket {
    const host = hostOf(given);
    if (host === undefined || /^(127\.\d+\.\d+\.\d+|localhost|::1|\[::1\])$/.test(host))
      return Reflect.apply(connect, this, given);
    const refused = new Error(`connect ENETUNREACH ${host}: tests reach nothing but this machine`);
    this.connecting = true;
    process.nextTick(() => this.destroy(Object.assign(refused, { code: "ENETUNREACH" })));
    return this;
  };
}

/** For whoever keeps them on this machine otherwise. */
export function letGo(): void {
  sockets.connect = connect;
}

/** As `connect` takes it: options, a port and a host, or a path; from within Node, a list of all of them. Undefined: this machine. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === "object" && first !== null) return (first as Partial<TcpSocketConnectOpts>).host;
  return typeof second === "string" && !Number.isNaN(Number(first)) ? second : undefined;
}
