import "server-only";
import { AppError } from "@/lib/errors";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";
import type { EncodedResponse } from "@/lib/http/error-response";
import { runInRequest } from "@/lib/http/request-context";
import { requireHttps } from "@/lib/http/require-https";
import { toAppError } from "@/lib/http/unexpected-error";
import { connectorCounters } from "@/lib/ingestion/counters";
import { type MessageResult, storeMessages } from "@/lib/ingestion/effects/store-messages";
import {
  authenticateSender,
  RejectedSender,
  readBasicKey,
  type Sender,
} from "@/lib/ingestion/http/authenticate";
import { readMessageBytes, readUnknownBytes } from "@/lib/ingestion/http/body";
import { answerWithLibrary, toSdkSettings } from "@/lib/ingestion/http/browser-library";
import { recordRequest } from "@/lib/ingestion/http/record-request";
import {
  encodeRejectedMessage,
  encodeSdkError,
  encodeSuccess,
  getCorsHeaders,
  preflightHeaders,
} from "@/lib/ingestion/http/response";
import { findSdkRoute, type SdkRoute, toRoutePattern } from "@/lib/ingestion/http/route";
import type { NodeContext, SdkRequest } from "@/lib/ingestion/http/sdk-request";
import {
  countInvalidKey,
  enforceSenderLimits,
  findExclusion,
  RequestRejected,
  requireClientQuota,
  requireOrigin,
} from "@/lib/ingestion/http/sender-rules";
import type { MessageType } from "@/lib/ingestion/message";
import { type Envelope, readEnvelope } from "@/lib/ingestion/messages/read-envelope";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { getInstruments } from "@/lib/metrics/instruments";
import { getTracing } from "@/lib/tracing/spans";

/** Answers the paths of Segment's protocol (lib/ingestion/http/route.ts). */
export function ingest(request: Request, context: NodeContext = {}): Promise<Response> {
  return runInRequest((id) => {
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
  });
}

async function respond(
  id: string,
  request: Request,
  route: SdkRoute | undefined,
  context: NodeContext,
): Promise<Response> {
  const startedAt = performance.now();
  let answer: Response | EncodedResponse;
  try {
    if (!route) throw new AppError("not_found", "Unknown path.");
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
  await requireClientQuota(call.ipAddress);
  const { connector } = await identifySender(call, writeKey).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== "unauthorized") throw error;
    throw new AppError("not_found", "No connector has this write key.");
  });
  // API keys are not for browsers and apps.
  if (!connector) throw new AppError("not_found", "No connector has this write key.");
  const settings = toSdkSettings(writeKey, call.request.headers.get("x-forwarded-host"));
  const { headers } = encodeSuccess(call.id);
  return {
    status: 200,
    headers: { ...headers, "cache-control": "public, max-age=300" },
    body: JSON.stringify(settings),
    errorCode: null,
  };
}

async function answerMessages(call: SdkRequest, accepts: MessageType | "batch"): Promise<EncodedResponse> {
  let response: EncodedResponse;
  try {
    response = await acceptMessages(call, accepts);
  } catch (error) {
    const rejection = error instanceof RejectedSender ? error.rejection : error;
    const { route, request } = call;
    response = encodeSdkError(
      call.id,
      toAppError(rejection, call.id, `${request.method} ${toRoutePattern(route)}`),
    );
  }
  await recordRequest(call, response);
  return response;
}

async function acceptMessages(call: SdkRequest, accepts: MessageType | "batch"): Promise<EncodedResponse> {
  const { request, context } = call;
  const key = readBasicKey(request.headers);
  await requireClientQuota(call.ipAddress);
  if (key !== undefined) await admitSender(call, key);
  call.body =
    key === undefined
      ? await readUnknownBytes(toIpBlock(call.ipAddress), request, context.incoming)
      : await readMessageBytes(request, context.incoming);
  const envelope = readEnvelope(call.body, accepts);
  const writeKey = "problem" in envelope ? undefined : envelope.writeKey;
  if (key === undefined) await admitSender(call, writeKey);
  const { sender } = call;
  if (!sender) throw new TypeError("The sender is missing.");
  // A slow body can take minutes: the key may be revoked since.
  if (key !== undefined) await authorizeAgain(call, key);
  const exclusion = findExclusion(sender, request.headers);
  if (exclusion) {
    if (sender.connector) connectorCounters.increment(sender.source, "excluded", exclusion);
    return encodeSuccess(call.id);
  }
  if ("problem" in envelope) throw toBodyError(envelope.problem, sender);
  const results = await store(call, sender, envelope, key ?? writeKey);
  const [only] = results;
  if (accepts !== "batch" && only?.outcome === "rejected" && only.reason !== null)
    return encodeRejectedMessage(call.id, only.reason as Parameters<typeof encodeRejectedMessage>[1]);
  return encodeSuccess(call.id, results);
}

function store(
  call: SdkRequest,
  { source }: Sender,
  envelope: Envelope,
  key: string | undefined,
): Promise<MessageResult[]> {
  const messages = readMessages(envelope, new Date());
  return storeMessages(source, messages, {
    client: toIpBlock(call.ipAddress),
    retryCount: readRetryCount(call.request.headers),
    authorize: () => authorizeAgain(call, key),
  });
}

/** Identifies the sender and applies the rules of its type and its limits. Counts rejected requests of connectors. */
async function admitSender(call: SdkRequest, key: string | undefined): Promise<void> {
  const sender = await identifySender(call, key);
  call.sender = sender;
  try {
    requireOrigin(sender, call.request.headers);
    await enforceSenderLimits(sender, call.ipAddress);
  } catch (error) {
    if (error instanceof RequestRejected && sender.connector)
      connectorCounters.increment(sender.source, "rejected", error.reason);
    throw error;
  }
}

async function identifySender(call: SdkRequest, key: string | undefined): Promise<Sender> {
  try {
    return await authenticateSender(key, call.ipAddress);
  } catch (error) {
    if (error instanceof RejectedSender) call.sender = error.sender;
    else if (error instanceof AppError && error.code === "unauthorized")
      await countInvalidKey(call.ipAddress);
    throw error;
  }
}

/** The key may be revoked or restricted while the body arrives or the messages wait. */
async function authorizeAgain(call: SdkRequest, key: string | undefined): Promise<void> {
  requireOrigin(await authenticateSender(key, call.ipAddress), call.request.headers);
}

function toBodyError(problem: "invalid_body" | "body_too_large", { connector, source }: Sender): AppError {
  if (connector) connectorCounters.increment(source, "rejected", problem);
  return problem === "invalid_body"
    ? new AppError("bad_request", "Send JSON: a message, or 'batch' with a list of messages.")
    : new AppError("payload_too_large", "Send at most 2,500 messages in one request.");
}

/** `X-Retry-Count`: how often the library sent the request before. */
function readRetryCount(headers: Headers): number {
  const text = headers.get("x-retry-count") ?? "";
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}
