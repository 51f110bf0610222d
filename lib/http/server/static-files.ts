import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { createDocument, selectDocument } from "@/lib/http/constant-document";
import { day } from "@/lib/time";

export const staticPath = "/_next/static/";

/** Serves the build's files and their compressed versions (scripts/build/compress-files.ts). Names contain a hash. */
export function serveStaticFiles(buildFolder: string, answerOthers: RequestListener): RequestListener {
  const serve = sirv(join(buildFolder, "static"), {
    maxAge: (365 * day) / 1_000,
    immutable: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response) => response.setHeader("x-content-type-options", "nosniff"),
  });
  return (request, response) => {
    const url = request.url ?? "";
    request.url = url.slice(staticPath.length - 1);
    serve(request, response, () => {
      request.url = url;
      answerOthers(request, response);
    });
  };
}

/** Serves one file from memory. */
export function serveFile(file: string, headers: Record<string, string>): RequestListener {
  const document = createDocument(readFileSync(file));
  return ({ method, headers: sent }, response) => {
    const selected = selectDocument(document, {
      acceptEncoding: sent["accept-encoding"]?.toString(),
      ifNoneMatch: sent["if-none-match"],
    });
    const length = selected.bytes && { "content-length": selected.bytes.length };
    response.writeHead(selected.status, { ...headers, ...selected.headers, ...length });
    response.end(method === "HEAD" ? undefined : selected.bytes);
  };
}
