import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { type ConstantDocument, createDocument, selectDocument } from "@/lib/http/constant-document";

type RenderedPage = { headers: Record<string, string>; document: ConstantDocument };

const renderHeader = "x-render-page";
/** Only this process may request a rendering. */
const secret = randomUUID();
/** Headers of one transfer, or that depend on the request. */
const transferHeaders = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "date",
  "vary",
  "etag",
];

/**
 * Renders a page once and then serves it from memory. For pages that are equal for everybody, or for everybody without
 * a cookie.
 */
export function serveConstantPage(url: string, answerByNext: RequestListener): RequestListener {
  let rendering: Promise<RenderedPage | null> | undefined;
  return async (request, response) => {
    if (request.headers[renderHeader] === secret) return answerByNext(request, response);
    rendering ??= renderPage(url);
    const page = await rendering;
    if (!page) {
      rendering = undefined;
      return answerByNext(request, response);
    }
    const selected = selectDocument(page.document, {
      acceptEncoding: request.headers["accept-encoding"]?.toString(),
      ifNoneMatch: request.headers["if-none-match"],
    });
    const length = selected.bytes && { "content-length": selected.bytes.length };
    response.writeHead(selected.status, { ...page.headers, ...selected.headers, vary, ...length });
    response.end(request.method === "HEAD" ? undefined : selected.bytes);
  };
}

/** Next's router requests another representation of the same URL with these headers. */
const routerHeaders = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
];
const vary = [...routerHeaders, "cookie", "accept-encoding"].join(", ");

export function isFromRouter({ headers }: IncomingMessage): boolean {
  return routerHeaders.some((name) => headers[name] !== undefined);
}

/** Null for a page that cannot be cached. */
async function renderPage(url: string): Promise<RenderedPage | null> {
  const response = await fetch(url, {
    headers: { [renderHeader]: secret, "accept-encoding": "identity" },
    redirect: "manual",
  }).catch(() => null);
  if (response?.status !== 200 || response.headers.getSetCookie().length > 0) return null;
  const headers = Object.fromEntries(response.headers);
  for (const name of transferHeaders) delete headers[name];
  const document = createDocument(Buffer.from(await response.arrayBuffer()));
  return { headers: { ...headers, "cache-control": "private, no-cache" }, document };
}
