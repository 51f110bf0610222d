import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { type ConstantDocument, createDocument, selectDocument } from "@/lib/http/constant-document";
import { getBaseHeaders } from "@/lib/http/error-response";

/** The browser build of the package @segment/analytics-next: one file, and parts that it loads when they are used. */
const libraryFolder = join("node_modules", "@segment", "analytics-next", "dist", "umd");

const documents = new Map<string, ConstantDocument>();

/** Answers with a file of the library, from memory. */
export function answerWithLibrary(requestId: string, file: string, headers: Headers): Response {
  const document = findDocument(file);
  if (!document) throw new AppError("not_found", "The library has no such file.");
  const selected = selectDocument(document, {
    acceptEncoding: headers.get("accept-encoding") ?? "",
    ifNoneMatch: headers.get("if-none-match") ?? "",
  });
  return new Response(selected.bytes, {
    status: selected.status,
    headers: {
      ...getBaseHeaders(requestId),
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=3600",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      ...selected.headers,
    },
  });
}

/** `file` is a plain name: see `findSdkRoute`. */
function findDocument(file: string): ConstantDocument | undefined {
  const cached = documents.get(file);
  if (cached) return cached;
  const path = join(libraryFolder, file);
  if (!existsSync(path)) return undefined;
  const document = createDocument(readFileSync(path));
  documents.set(file, document);
  return document;
}

/** The host of a second domain that leads to this server. A proxy may pass on what a client sent: only a plain host is used. */
export function findForwardedHost(headers: Headers): string | null {
  const host = headers.get("x-forwarded-host") ?? "";
  const isOther = host.toLowerCase() !== new URL(env().NEXTAUTH_URL).host;
  return isOther && /^[a-z\d-]+(\.[a-z\d-]+)*(:\d{1,5})?$/i.test(host) ? host : null;
}

/**
 * The settings that browser and mobile libraries load first. The library sends the value of `apiKey` as the write key. Without
 * `sampleRate` it would report on itself to /v1/m; without a successful answer it keeps every call in memory.
 */
export function toSdkSettings(writeKey: string, forwardedHost: string | null): Record<string, unknown> {
  const { host, protocol } = new URL(env().NEXTAUTH_URL);
  return {
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${forwardedHost ?? host}/v1`,
        protocol: protocol.slice(0, -1),
      },
    },
    plan: {},
    edgeFunction: {},
    metrics: { sampleRate: 0 },
  };
}
