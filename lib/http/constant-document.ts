import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

type Bytes = Buffer<ArrayBuffer>;

/** A document that is constant while the process runs. */
export type ConstantDocument = { etag: string; identity: Bytes; gzip: Bytes; br: Bytes };

type Selected = { status: 200 | 304; headers: Record<string, string>; bytes: Bytes | null };

export function createDocument(content: string | Buffer): ConstantDocument {
  const identity = Buffer.from(content);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  // Weak: the encodings share it.
  const etag = `W/"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`;
  return { etag, identity, gzip: gzipSync(identity), br: brotliCompressSync(identity, { params }) };
}

/** The status, headers and bytes for a request with these headers. */
export function selectDocument(
  document: ConstantDocument,
  { acceptEncoding = "", ifNoneMatch = "" }: { acceptEncoding?: string; ifNoneMatch?: string },
): Selected {
  const headers = { etag: document.etag, vary: "accept-encoding" };
  if (matches(ifNoneMatch, document.etag)) return { status: 304, headers, bytes: null };
  const encoding = (["br", "gzip"] as const).find((name) => accepts(acceptEncoding, name));
  if (!encoding) return { status: 200, headers, bytes: document.identity };
  return { status: 200, headers: { ...headers, "content-encoding": encoding }, bytes: document[encoding] };
}

function matches(ifNoneMatch: string, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.split(",").some((tag) => opaque(tag) === opaque(etag) || tag.trim() === "*");
}

function accepts(acceptEncoding: string, name: string): boolean {
  return acceptEncoding.split(",").some((part) => {
    const [encoding = "", quality = ""] = part.split(";");
    return encoding.trim().toLowerCase() === name && !/^\s*q=0(?:\.0*)?\s*$/i.test(quality);
  });
}
