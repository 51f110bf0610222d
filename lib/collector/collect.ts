import "server-only";
import type { Readable } from "node:stream";
import { isbot } from "isbot";
import { maxMessageBytes } from "@/lib/collector/limits";
import { storeMessage, toSharedMessage } from "@/lib/collector/mutations";
import { findTrackedWebsite, type TrackedWebsite } from "@/lib/collector/queries";
import { type CollectorSettings, Message, TrackerId } from "@/lib/collector/schema";
import { isVerified } from "@/lib/collector/verify";
import { type RejectionCounter, websiteCounters } from "@/lib/collector/website-counters";
import { AppError, type Issue } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";
import { encodeError } from "@/lib/http/error-response";
import { fairQueue } from "@/lib/http/fair-queue";
import { toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { countHit } from "@/lib/http/rate-limit/shared-limiter";
import { createId } from "@/lib/ids";
import { parseJson, wholeBody } from "@/lib/json/parse";
import { logger } from "@/lib/logger";
import { getInstruments } from "@/lib/metrics/instruments";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { minute } from "@/lib/time";
import { getTracing } from "@/lib/tracing/spans";
import { parseOptions, toIssues } from "@/lib/validation";
import { submitWrite } from "@/lib/writes/submit";

/** Messages a minute that one website accepts from one IP address. An office shares an address. */
const maxMessagesPerMinute = 600;

type Reply = { status: number; headers: Record<string, string>; body: string | null };

/**
 * Answers /collect?trackerId=…. POST stores a message of the tracker and answers 204. GET returns the website's settings.
 * Rejected messages are 4xx; 429 and 503 ask the tracker to send the message again.
 */
export function collect(
  request: Request,
  node: { incoming?: Readable; params?: unknown } = {},
): Promise<Response> {
  const id = createId();
  const answer = () => respond(id, request, node.incoming);
  const tracing = getTracing();
  if (!tracing) return answer();
  return tracing.traceRequest(`${request.method} /collect`, request.headers, answer, ({ status }) => ({
    attributes: {
      "api_access.request_id": id,
      "http.request.method": request.method,
      "http.response.status_code": status,
      "http.route": "/collect",
    },
    isFailed: status >= 500,
  }));
}

async function respond(id: string, request: Request, incoming: Readable | undefined): Promise<Response> {
  const startedAt = performance.now();
  let reply: Reply;
  let website: TrackedWebsite | undefined;
  try {
    const client = toIpBlock(getClientIp(request.headers));
    website = await getWebsite(request, client);
    requireDomain(request, website);
    reply = await handle(id, request, website, client, incoming);
  } catch (error) {
    reply = encodeError(id, toAppError(error, id));
  }
  getInstruments()?.observeRequest("/collect", request.method, reply.status, performance.now() - startedAt);
  const headers = { ...reply.headers, ...sharedHeaders(request, website), "x-request-id": id };
  return new Response(reply.body, { status: reply.status, headers });
}

async function getWebsite(request: Request, client: string): Promise<TrackedWebsite> {
  const { searchParams } = new URL(request.url);
  const trackerId = TrackerId.safeParse(searchParams.get("trackerId"));
  const website = trackerId.success ? await findTrackedWebsite(trackerId.data) : undefined;
  await countMessage(`${client} ${website?.id ?? ""}`);
  if (!website) throw new AppError("not_found", "No website has this 'trackerId'. Copy the snippet again.");
  return website;
}

async function countMessage(key: string): Promise<void> {
  const policy = { name: "collector-message", key, limit: maxMessagesPerMinute, windowMs: minute };
  const decision = await countHit(policy);
  if (decision.allowed) return;
  const resetSeconds = toResetSeconds(decision);
  throw new AppError(
    "rate_limited",
    `One IP address sends at most ${maxMessagesPerMinute} messages a minute. Try again in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}

function requireDomain(request: Request, website: TrackedWebsite): void {
  if (isOwnDomain(request, website)) return;
  throw reject(request, website, "foreignCount", `Only pages of ${website.domain} may send here.`);
}

function isOwnDomain(request: Request, { allowsAnyDomain, domain }: TrackedWebsite): boolean {
  if (allowsAnyDomain) return true;
  const origin = request.headers.get("origin") ?? "";
  return URL.canParse(origin) && findRegistrableDomain(new URL(origin).hostname) === domain;
}

async function handle(
  id: string,
  request: Request,
  website: TrackedWebsite,
  client: string,
  incoming: Readable | undefined,
): Promise<Reply> {
  if (request.method === "OPTIONS") return { status: 204, headers: preflight, body: null };
  if (request.method === "GET" || request.method === "HEAD") return toSettingsReply(website);
  if (request.method === "POST") return storePosted(id, request, website, client, incoming);
  throw new AppError("method_not_allowed", `The method '${request.method}' is not allowed here.`, {
    headers: { allow: "GET, HEAD, POST, OPTIONS" },
  });
}

const preflight = {
  "access-control-allow-methods": "POST, GET",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "600",
};

function toSettingsReply({ honorsOptOut }: TrackedWebsite): Reply {
  const settings: CollectorSettings = { honorsOptOut };
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "public, max-age=300",
  };
  return { status: 200, headers, body: JSON.stringify(settings) };
}

async function storePosted(
  id: string,
  request: Request,
  website: TrackedWebsite,
  client: string,
  incoming: Readable | undefined,
): Promise<Reply> {
  const { headers } = request;
  const userAgent = headers.get("user-agent");
  if (!userAgent || isbot(userAgent)) throw reject(request, website, "botCount", "Bots are not tracked.");
  if (website.honorsOptOut && (headers.get("sec-gpc") === "1" || headers.get("dnt") === "1"))
    throw new AppError("forbidden", "This browser asks not to be tracked.");
  const body = await readMessageBody(request, incoming);
  const message = parseMessage(body);
  if (!isVerified(website, message))
    throw reject(
      request,
      website,
      "unverifiedCount",
      "The 'verification' is missing or invalid. Compute it on your server.",
    );
  const lane = `${website.workspaceId} websites`;
  if (!(await storeTogether(lane, website, message, body.length)))
    await fairQueue.run(lane, () => storeMessage(website, message, client, id));
  websiteCounters.recordMessage(website);
  return { status: 204, headers: {}, body: null };
}

/** Counts a rejected POST, and a rejected preflight, which no POST follows. */
function reject(
  request: Request,
  website: TrackedWebsite,
  counter: RejectionCounter,
  message: string,
): AppError {
  if (request.method === "POST" || request.method === "OPTIONS") websiteCounters.increment(website, counter);
  return new AppError("forbidden", message);
}

/** False if the message needs a separate transaction. */
async function storeTogether(
  lane: string,
  website: TrackedWebsite,
  message: Message,
  bytes: number,
): Promise<boolean> {
  const write = toSharedMessage(website, message);
  if (!write) return false;
  return submitWrite({ ...write, lane, bytes, logged: undefined, authorize: () => undefined });
}

function readMessageBody(request: Request, incoming: Readable | undefined): Buffer | Promise<Buffer> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^\s*(?:(?:text\/plain|application\/json)\s*(?:;|$)|$)/i.test(type))
    throw new AppError("unsupported_media_type", "Send JSON as 'application/json' or 'text/plain'.");
  return readBody(request, maxMessageBytes, incoming);
}

function parseMessage(body: Buffer): Message {
  const { value, problem } = parseJson(body);
  if (problem) throw toInvalidMessage([problem]);
  const result = Message.safeParse(value, parseOptions);
  if (result.success) return result.data;
  throw toInvalidMessage(
    toIssues(result.error).map((issue) => ({ ...issue, path: issue.path || wholeBody })),
  );
}

function toInvalidMessage(issues: Issue[]): AppError {
  return new AppError("bad_request", "The message is invalid. See 'errors'.", {
    issues,
  });
}

/** CORS lets only the pages of the website read the answer. */
function sharedHeaders(request: Request, website: TrackedWebsite | undefined): Record<string, string> {
  const origin = request.headers.get("origin");
  const shared = { vary: "Origin", "cross-origin-resource-policy": "cross-origin" };
  return origin && website && isOwnDomain(request, website)
    ? { ...shared, "access-control-allow-origin": origin }
    : shared;
}

/** Unexpected errors may be transient: 503 makes the tracker send the message again. */
function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  logger.error({ err: error, requestId }, "The collector failed.");
  return new AppError("unavailable", "The message could not be stored. Send it again later.", {
    headers: { "retry-after": "5" },
  });
}
