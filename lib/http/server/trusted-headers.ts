import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";

/**
 * Removes forwarding headers that a client could forge: `x-forwarded-for` becomes the client's IP address, and
 * `x-forwarded-host` is the nearest proxy's or absent. See lib/http/client-ip.ts.
 */
export function setTrustedHeaders(request: IncomingMessage): void {
  const { TRUST_PROXY } = env();
  const nearest = (name: string) => (TRUST_PROXY ? lastOf(request.headers[name]) : undefined);
  const ipAddress = nearest("x-forwarded-for") || request.socket.remoteAddress || "unknown";
  setHeader(request, "x-forwarded-for", ipAddress);
  setHeader(request, "x-forwarded-host", nearest("x-forwarded-host"));
}

/**
 * Whether a page of this server sent the request. Next compares `Origin` with `Host` before a server action, but a
 * proxy may replace Host: sets it to the public host.
 */
export function acceptOrigin(request: IncomingMessage): boolean {
  const { origin, host, "x-forwarded-host": forwardedHost = host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const originHost = new URL(origin).host;
  const publicUrl = new URL(env().NEXTAUTH_URL);
  const accepted = [publicUrl.host, publicUrl.hostname, forwardedHost?.toString().toLowerCase()];
  if (!accepted.includes(originHost)) return false;
  setHeader(request, "host", originHost);
  setHeader(request, "x-forwarded-host", undefined);
  return true;
}

export function countHosts({ rawHeaders }: IncomingMessage): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === "host") hosts += 1;
  return hosts;
}

function lastOf(values: string | string[] | undefined): string | undefined {
  return values?.toString().split(",").at(-1)?.trim();
}

function setHeader({ headers, rawHeaders }: IncomingMessage, name: string, value: string | undefined): void {
  if (headers[name] !== undefined) {
    const kept = rawHeaders.filter((_, i) => rawHeaders[i - (i % 2)]?.toLowerCase() !== name);
    rawHeaders.splice(0, rawHeaders.length, ...kept);
    if (value === undefined) delete headers[name];
  }
  if (value === undefined) return;
  headers[name] = value;
  rawHeaders.push(name, value);
}
