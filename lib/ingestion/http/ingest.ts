import "server-only";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import type { EncodedResponse } from "@/lib/http/error-response";
import { requireHttps } from "@/lib/http/require-https";
import { toAppError } from "@/lib/http/unexpected-error";
import { createId } from "@/lib/ids";
import { answerMessages } from "@/lib/ingestion/http/accept-messages";
import { answerWithLibrary, findForwardedHost, toSdkSettings } from "@/lib/ingestion/http/browser-library";
import { identifySender } from "@/lib/ingestion/http/identify-sender";
import {
  encodeSdkError,
  encodeSuccess,
  getCorsHeaders,
  preflightHeaders,
} from "@/lib/ingestion/http/response";
import { findSdkRoute, type SdkRoute, toRoutePattern } from "@/lib/ingestion/http/route";
import type { NodeContext, SdkRequest } from "@/lib/ingestion/http/sdk-request";
import { getInstruments } from "@/lib/metrics/instruments";
import { getTracing } from "@/lib/tracing/spans";

/** Answers the paths of Segment's protocol (lib/ingestion/http/route.ts). */
export function ingest(request: Request, context: NodeContext = {}): Promise<Response> {
  const id = createId();
  const route = findSdkRoute(request.url);
  const answer = () => respond(id, request, route, context);
  const tracing = getTracing();
  if (!tracing) return answer();
  const pattern = route ? toRoutePattern(route) : "unknown";
  return tracing.traceRequest(`${request.method} ${pattern}`, request.headers, answer, ({ status }) => ({
    attributes: {
      "api_access.request_id": id,
      "http.request.method": request.method,
      "http.response.status_code": status,
      "http.route": pattern,
    },
    isFailed: status >= 500,
  }));
}

const unknownPath = "Unknown path. Set the host without '/v1': libraries add it themselves.";

async function respond(
  id: string,
  request: Request,
  route: SdkRoute | undefined,
  context: NodeContext,
): Promise<Response> {
  const startedAt = performance.now();
  let answer: Response | EncodedResponse;
  try {
    if (!route) throw new AppError("not_found", unknownPath);
    const ipAddress = getClientIp(request.headers);
    answer = await handle({ id, startedAt, request, route, ipAddress, context, body: null, sender: null });
  } catch (error) {
    answer = encodeSdkError(
      id,
      toAppError(error, id, `${request.method} ${route ? toRoutePattern(route) : ""}`),
    );
  }
  const elapsed = performance.now() - startedAt;
  getInstruments()?.observeRequest(
    route ? toRoutePattern(route) : null,
    request.method,
    answer.status,
    elapsed,
  );
  if (answer instanceof Response) return answer;
  const headers = { ...answer.headers, ...getCorsHeaders(request.headers.get("origin")) };
  return new Response(answer.body, { status: answer.status, headers });
}

async function handle(call: SdkRequest): Promise<Response | EncodedResponse> {
  const { id, request, route } = call;
  const { method } = request;
  if (method === "OPTIONS") return { status: 204, headers: preflightHeaders, body: null, errorCode: null };
  requireHttps(request);
  if (route.type === "unknown") throw new AppError("not_found", unknownPath);
  const isRead = method === "GET" || method === "HEAD";
  if (route.type === "library" && isRead) return answerWithLibrary(id, route.file, request.headers);
  if (route.type === "settings" && isRead) return answerWithSettings(call, route.writeKey);
  if (route.type === "metrics" && method === "POST") return encodeSuccess(id);
  if (route.type === "messages" && method === "POST") return answerMessages(call, route.accepts);
  const allow =
    route.type === "messages" || route.type === "metrics" ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
  throw new AppError("method_not_allowed", `The method '${method}' is not allowed here. Allowed: ${allow}.`, {
    headers: { allow },
  });
}

async function answerWithSettings(call: SdkRequest, writeKey: string): Promise<EncodedResponse> {
  const { connector } = await identifySender(call, writeKey).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== "unauthorized") throw error;
    throw new AppError("not_found", "No connector has this write key.");
  });
  // API keys are not for browsers and apps.
  if (!connector) throw new AppError("not_found", "No connector has this write key.");
  const forwardedHost = findForwardedHost(call.request.headers);
  const { headers } = encodeSuccess(call.id);
  return {
    status: 200,
    // A shared cache must not answer others with the host that one client sent.
    headers: { ...headers, "cache-control": `${forwardedHost === null ? "public" : "private"}, max-age=300` },
    body: JSON.stringify(toSdkSettings(writeKey, forwardedHost)),
    errorCode: null,
  };
}
