import { z } from "zod";
import type { Call } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { env } from "@/lib/env";
import { type ConstantDocument, createDocument, selectDocument } from "@/lib/http/constant-document";
import { type EncodedResponse, getBaseHeaders } from "@/lib/http/error-response";
import type { SplitUrl } from "@/lib/http/url";
import type { Page } from "@/lib/page";

export const PageInfo = z.object({
  next: z
    .string()
    .nullable()
    .meta({ description: "The 'cursor' of the next page; null on the last.", example: null }),
});

type EncodedCall = Pick<Call, "id" | "request" | "url" | "isCompressedLater">;

/** The response of a successful call. `result` is the return value of the endpoint's handler. */
export function encodeResult(call: EncodedCall, spec: EndpointSpec, result: unknown): EncodedResponse {
  const { id, request, url } = call;
  const { status } = spec.bodyFor?.accepts(request.headers) ? spec.bodyFor : spec;
  const headers = getBaseHeaders(id);
  if (status === 204) {
    delete headers["content-type"];
    return { status, headers, body: null, errorCode: null };
  }
  if (spec.isConstant) return encodeConstant(call, headers, spec, result);
  const meta = { requestId: id, status };
  let body: unknown;
  if (spec.envelope === "none") body = z.encode(spec.output, result as never);
  else if (spec.envelope === "message")
    body = { ...(z.encode(spec.output, result as never) as object), meta };
  else if (spec.envelope === "page") {
    const { rows, next } = result as Page<unknown>;
    if (next) headers.link = `<${getNextPageUrl(url, next)}>; rel="next"`;
    body = { data: z.encode(spec.output, rows as never), page: { next }, meta };
  } else body = { data: z.encode(spec.output, result as never), meta };
  return { status, headers, body: JSON.stringify(body), errorCode: null };
}

const documents = new WeakMap<EndpointSpec, ConstantDocument>();

function encodeConstant(
  { request, isCompressedLater }: EncodedCall,
  headers: Record<string, string>,
  spec: EndpointSpec,
  result: unknown,
): EncodedResponse {
  const document =
    documents.get(spec) ?? createDocument(JSON.stringify(z.encode(spec.output, result as never)));
  documents.set(spec, document);
  const selected = selectDocument(document, {
    acceptEncoding: (!isCompressedLater && request.headers.get("accept-encoding")) || "",
    ifNoneMatch: request.headers.get("if-none-match") ?? "",
  });
  return {
    status: selected.status,
    headers: { ...headers, "cache-control": "no-cache", ...selected.headers },
    body: null,
    ...(selected.bytes && { bytes: selected.bytes }),
    errorCode: null,
  };
}

/** For clients that follow links. */
function getNextPageUrl({ path, search }: SplitUrl, cursor: string): string {
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${env().NEXTAUTH_URL}${path}?${query}`;
}

/** A page of a session route. */
export function encodePage(requestId: string, { rows, next }: Page<unknown>): EncodedResponse {
  const body = { data: rows, page: { next }, meta: { requestId, status: 200 } };
  return { status: 200, headers: getBaseHeaders(requestId), body: JSON.stringify(body), errorCode: null };
}
