import "server-only";
import { isbot } from "isbot";
import { maxMessageBytes } from "@/lib/collector/limits";
import { storeMessage } from "@/lib/collector/mutations";
import { findTrackedWebsite, type TrackedWebsite } from "@/lib/collector/queries";
import { type CollectorSettings, Message, TrackerId } from "@/lib/collector/schema";
import { type RefusalCount, tallies } from "@/lib/collector/tally";
import { isProven } from "@/lib/collector/verify";
import { AppError, type Issue } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";
import { encodeError } from "@/lib/http/error-response";
import { fairQueue } from "@/lib/http/fair-queue";
import { createLimiter } from "@/lib/http/rate-limit";
import { runInRequest } from "@/lib/http/request-context";
import { parseJson, wholeBody } from "@/lib/json/parse";
import { logger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { minute } from "@/lib/time";
import { parseOptions, toIssues } from "@/lib/validation";

/** Messages a minute that one website takes from one address. An office shares an address. */
const mostPerMinute = 600;

const limiter = singleton("collector limiter", () =>
  createLimiter({ limit: mostPerMinute, windowMs: minute }),
);

type Reply = { status: number; headers: Record<string, string>; body: string | null };

/**
 * What the script on the websites sends: /collect?trackerId=…. POST takes a message, and 204 says that it is stored.
 * GET tells what a script has to know of its website. Everything else is a 4xx, or 503 for "send it again later".
 */
export function collect(request: Request): Promise<Response> {
  return runInRequest((id) => collectIn(id, request));
}

async function collectIn(id: string, request: Request): Promise<Response> {
  let reply: Reply;
  let website: TrackedWebsite | undefined;
  try {
    const client = toIpBlock(getClientIp(request.headers));
    website = await getWebsite(request, client);
    requireDomain(request, website);
    reply = await answer(request, website, client);
  } catch (error) {
    reply = encodeError(id, toAppError(error));
  }
  const headers = { ...reply.headers, ...sharedHeaders(request, website), "x-request-id": id };
  return new Response(reply.body, { status: reply.status, headers });
}

async function getWebsite(request: Request, client: string): Promise<TrackedWebsite> {
  const { searchParams } = new URL(request.url);
  const trackerId = TrackerId.safeParse(searchParams.get("trackerId"));
  const website = trackerId.success ? await findTrackedWebsite(trackerId.data) : undefined;
  const { allowed, resetSeconds } = limiter.hit(`${client} ${website?.id ?? ""}`);
  if (!allowed)
    throw new AppError(
      "rate_limited",
      `Only ${mostPerMinute} messages a minute are taken from one address. Try again in ${resetSeconds} seconds.`,
      { headers: { "retry-after": String(resetSeconds) } },
    );
  if (!website) throw new AppError("not_found", "There is no website with this 'trackerId'.");
  return website;
}

function requireDomain(request: Request, website: TrackedWebsite): void {
  if (isOwnDomain(request, website)) return;
  throw refuse(request, website, "foreignCount", `Pages of ${website.domain} alone may send here.`);
}

function isOwnDomain(request: Request, { allowsAnyDomain, domain }: TrackedWebsite): boolean {
  if (allowsAnyDomain) return true;
  const origin = request.headers.get("origin") ?? "";
  return URL.canParse(origin) && findRegistrableDomain(new URL(origin).hostname) === domain;
}

async function answer(request: Request, website: TrackedWebsite, client: string): Promise<Reply> {
  if (request.method === "OPTIONS") return { status: 204, headers: preflight, body: null };
  if (request.method === "GET" || request.method === "HEAD") return tellSettings(website);
  if (request.method === "POST") return take(request, website, client);
  throw new AppError("method_not_allowed", `The method '${request.method}' is not allowed here.`, {
    headers: { allow: "GET, HEAD, POST, OPTIONS" },
  });
}

const preflight = {
  "access-control-allow-methods": "POST, GET",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "600",
};

function tellSettings({ honorsOptOut }: TrackedWebsite): Reply {
  const settings: CollectorSettings = { honorsOptOut };
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "public, max-age=300",
  };
  return { status: 200, headers, body: JSON.stringify(settings) };
}

async function take(request: Request, website: TrackedWebsite, client: string): Promise<Reply> {
  const { headers } = request;
  const userAgent = headers.get("user-agent");
  if (!userAgent || isbot(userAgent))
    throw refuse(request, website, "botCount", "Visits of bots are not kept.");
  if (website.honorsOptOut && (headers.get("sec-gpc") === "1" || headers.get("dnt") === "1"))
    throw new AppError("forbidden", "This browser asks not to be tracked.");
  const message = await readMessage(request);
  if (!isProven(website, message))
    throw refuse(
      request,
      website,
      "unverifiedCount",
      "Who this is about is not proven: the 'verification' is missing or not valid.",
    );
  await fairQueue.run(`${website.workspaceId} websites`, () => storeMessage(website, message, client));
  tallies.note(website, "taken");
  return { status: 204, headers: {}, body: null };
}

/** Counts what is not taken. A preflight is followed by nothing then, and a script that only asks has sent nothing. */
function refuse(request: Request, website: TrackedWebsite, count: RefusalCount, message: string): AppError {
  if (request.method === "POST" || request.method === "OPTIONS") tallies.note(website, count);
  return new AppError("forbidden", message);
}

async function readMessage(request: Request): Promise<Message> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^\s*(?:(?:text\/plain|application\/json)\s*(?:;|$)|$)/i.test(type))
    throw new AppError("unsupported_media_type", "Send the message as JSON, named so or as 'text/plain'.");
  const { value, problem } = parseJson(await readBody(request, maxMessageBytes));
  if (problem) throw invalidBecause([problem]);
  const result = Message.safeParse(value, parseOptions);
  if (result.success) return result.data;
  throw invalidBecause(toIssues(result.error).map((issue) => ({ ...issue, path: issue.path || wholeBody })));
}

function invalidBecause(issues: Issue[]): AppError {
  return new AppError("bad_request", "The message is not valid. See 'errors' for what to change.", {
    issues,
  });
}

/** Browsers let the website's own pages read the answer, and only those. */
function sharedHeaders(request: Request, website: TrackedWebsite | undefined): Record<string, string> {
  const origin = request.headers.get("origin");
  const shared = { vary: "Origin", "cross-origin-resource-policy": "cross-origin" };
  return origin && website && isOwnDomain(request, website)
    ? { ...shared, "access-control-allow-origin": origin }
    : shared;
}

/** Whatever was not expected may pass: the script keeps the message, and sends it again. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  logger.error({ err: error }, "The collector failed.");
  return new AppError("unavailable", "The message could not be stored at the moment. Send it again later.", {
    headers: { "retry-after": "5" },
  });
}
