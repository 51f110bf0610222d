import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createDocument, selectDocument } from "@/lib/http/constant-document";

const text = "The same words. ".repeat(100);
const document = createDocument(text);

describe("a constant document", () => {
  it.each([
    ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
    ["br", "GZIP;q=1, BR;q=0.5", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["gzip", "br;q=0, gzip", gunzipSync],
    [undefined, "identity", (bytes: Buffer) => bytes],
    [undefined, "brown, gzipped", (bytes: Buffer) => bytes],
    [undefined, "gzip;q=0.000", (bytes: Buffer) => bytes],
    [undefined, undefined, (bytes: Buffer) => bytes],
  ])("is encoded as %s for a client that accepts %s", (encoding, acceptEncoding, decode) => {
    const { status, headers, bytes } = selectDocument(document, { acceptEncoding });
    expect(status).toBe(200);
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers.vary).toBe("accept-encoding");
    expect(decode(bytes ?? Buffer.alloc(0)).toString()).toBe(text);
  });

  it.each([document.etag, document.etag.slice(2), `"a", ${document.etag}`, "*"])(
    "returns 304 for If-None-Match %s",
    (ifNoneMatch) => {
      expect(selectDocument(document, { ifNoneMatch })).toMatchObject({ status: 304, bytes: null });
    },
  );

  it("has another ETag for other content", () => {
    const { etag } = createDocument(`${text}!`);
    expect(selectDocument(document, { ifNoneMatch: etag }).status).toBe(200);
  });
});
