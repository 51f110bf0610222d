import type { IncomingMessage, RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { respondWithError } from "@/lib/api/unparsable-request";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createLimiter } from "@/lib/http/rate-limit";
import { rejectWith } from "@/lib/http/server/reject";
import { minute } from "@/lib/time";

/** Counts what Next renders or runs by client. Returns the answer of a client past its limit, or null. */
export function createPageLimit(): (request: IncomingMessage) => RequestListener | null {
  const limiter = createLimiter({ limit: env().PAGE_LIMIT_PER_MINUTE, windowMs: minute });
  return (request) => {
    if (isStaticFile(request.url ?? "/")) return null;
    const { allowed, resetSeconds } = limiter.hit(toIpBlock(String(request.headers["x-forwarded-for"])));
    return allowed ? null : rejectFor(request, resetSeconds);
  };
}

/** Files that browsers load with a page, or that websites load. They cost next to nothing. */
function isStaticFile(url: string): boolean {
  return /^\/(?:_next\/static\/|(?:tracker\.js|icon\.svg|favicon\.ico)(?:\?|$))/.test(url);
}

function rejectFor({ url = "/", method, headers }: IncomingMessage, retryAfter: number): RequestListener {
  const message = `Your network sent too many requests. Try again in ${retryAfter} seconds.`;
  const retryHeaders = { "retry-after": String(retryAfter) };
  if (/^\/api\//.test(url)) {
    const error = new AppError("rate_limited", message, { headers: retryHeaders });
    return getRequestListener(() => respondWithError(error));
  }
  const isNavigation = method !== "POST" && headers.accept?.includes("text/html");
  if (!isNavigation) return rejectWith(429, message, retryHeaders);
  return rejectWith(429, createPage(message), {
    ...retryHeaders,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
}

/** Next renders no page here, so this one brings its own few styles. */
function createPage(message: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Too many requests</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif }
  main { max-width: 24rem; margin: 20vh auto 0; padding: 0 1.25rem }
  h1 { font-size: 24px; line-height: 1.3 }
</style>
<main>
  <h1>Too many requests</h1>
  <p>${message}</p>
  <p><a href="">Try again</a></p>
</main>
</html>
`;
}
