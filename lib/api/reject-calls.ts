import "server-only";
import { RequestError } from "@hono/node-server";
import type { Call } from "@/lib/api/call";
import { answerCall } from "@/lib/api/endpoint";
import { type EndpointSpec, type Method, methods, type RouteHandler } from "@/lib/api/endpoint-spec";
import { AppError } from "@/lib/errors";

/** A handler that answers every call with the same error: for unknown paths and methods. */
export function rejectCallsWith(createError: (call: Pick<Call, "request" | "url">) => unknown): RouteHandler {
  return (request, context) =>
    answerCall(request, context, null, async (call) => {
      throw createError(call);
    });
}

/** Answers 405 with `Allow` to the methods that a route file does not declare. */
export function rejectOtherMethods(
  ...declared: { spec: Pick<EndpointSpec, "method"> }[]
): Record<Method | "OPTIONS", RouteHandler> {
  const allow = methods
    .filter((method) => declared.some(({ spec }) => spec.method === method))
    .map((method) => (method === "GET" ? "GET, HEAD" : method))
    .join(", ");
  const reject = rejectCallsWith(
    ({ request }) =>
      new AppError("method_not_allowed", `Method '${request.method}' is not allowed. Allowed: ${allow}.`, {
        headers: { allow },
      }),
  );
  return { GET: reject, POST: reject, PUT: reject, PATCH: reject, DELETE: reject, OPTIONS: reject };
}

/**
 * Answers in the API's envelope where no handler could: to bytes that are no valid request, and to unexpected errors
 * around the handlers, which are logged.
 */
export function respondWithError(error: unknown): Promise<Response> {
  const reject = rejectCallsWith(() => (error instanceof RequestError ? unparsableRequest : error));
  return reject(new Request("http://localhost/api"), { params: Promise.resolve({}) });
}

const unparsableRequest = new AppError(
  "bad_request",
  "Invalid HTTP request. Check its URL and its header 'Host'.",
);
