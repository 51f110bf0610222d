import "server-only";
import type { RouteHandler } from "@/lib/api/endpoint-spec";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { encodeError } from "@/lib/http/error-response";
import { runInRequest } from "@/lib/http/request-context";
import { toAppError } from "@/lib/http/unexpected-error";
import { splitUrl } from "@/lib/http/url";
import { redactText } from "@/lib/logs/redact/redact-keys";

/**
 * Declares a POST route under /api that needs neither a key nor a session, and is not part of the public API. Errors have
 * its envelope, without the keys that a body may contain.
 */
export function sessionlessRoute(handler: (request: Request) => Promise<Response>) {
  const answer: RouteHandler = (request) =>
    runInRequest(async (requestId) => {
      try {
        return await handler(request);
      } catch (error) {
        const call = `POST ${redactText(splitUrl(request.url).path)}`;
        const { status, headers, body } = encodeError(requestId, toAppError(error, requestId, call));
        return new Response(body && redactText(body), { status, headers });
      }
    });
  return { ...rejectOtherMethods({ spec: { method: "POST" } }), POST: answer };
}

export function createJsonResponse(data: unknown, status = 200): Response {
  return Response.json(data, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
}
