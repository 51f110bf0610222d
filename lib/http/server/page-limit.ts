import type { IncomingMessage, RequestListener } from "node:http";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { rejectWith } from "@/lib/http/server/reject";
import { getInstruments } from "@/lib/metrics/instruments";
import { minute } from "@/lib/time";

/**
 * Counts requests that Next answers, by client. Returns the response to a client past its limit, or null.
 * `rejectApiCall` answers paths under /api in the API's envelope. Counts in this process: the limit protects its processor.
 */
export function createPageLimit(
  rejectApiCall: (error: AppError) => RequestListener,
): (request: IncomingMessage) => RequestListener | null {
  const limiter = createMemoryLimiter();
  const limit = env().PAGE_LIMIT_PER_MINUTE;
  return (request) => {
    if (isStaticFile(request.url ?? "/")) return null;
    const key = toIpBlock(String(request.headers["x-forwarded-for"]));
    const [decision] = limiter.hit([{ name: "page", key, limit, windowMs: minute }]);
    if (!decision || decision.allowed) return null;
    getInstruments()?.countRejection("page");
    return rejectRequest(request, toResetSeconds(decision), rejectApiCall);
  };
}

/** Files are cheap, and a page loads many. */
function isStaticFile(url: string): boolean {
  return /^\/(?:_next\/static\/|(?:tracker\.js|icon\.svg|favicon\.ico)(?:\?|$))/.test(url);
}

function rejectRequest(
  { url = "/", method, headers }: IncomingMessage,
  retryAfter: number,
  rejectApiCall: (error: AppError) => RequestListener,
): RequestListener {
  const message = `Too many requests from your network. Retry in ${retryAfter} seconds.`;
  const retryHeaders = { "retry-after": String(retryAfter) };
  if (/^\/api\//.test(url))
    return rejectApiCall(new AppError("rate_limited", message, { headers: retryHeaders }));
  const isNavigation = method !== "POST" && headers.accept?.includes("text/html");
  if (!isNavigation) return rejectWith(429, message, retryHeaders);
  return rejectWith(429, createPage(message), {
    ...retryHeaders,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
}

/** Inline styles: Next does not render this page. */
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
