import "server-only";
import type { z } from "zod";
import type { RouteHandler } from "@/lib/api/endpoint-spec";
import { parseJsonBody, parseQuery } from "@/lib/api/input";
import { rejectCallsWith, rejectOtherMethods } from "@/lib/api/reject-calls";
import { encodePage } from "@/lib/api/response";
import type { Actor } from "@/lib/auth/actor";
import { type Ability, getDenialReason, may } from "@/lib/auth/permissions";
import { openSession, requireRecentProof } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { getClientIp } from "@/lib/http/client-ip";
import { type EncodedResponse, encodeError } from "@/lib/http/error-response";
import { runInRequest } from "@/lib/http/request-context";
import { toAppError } from "@/lib/http/unexpected-error";
import { splitUrl } from "@/lib/http/url";
import type { Page } from "@/lib/page";
import { recordDeniedAction } from "@/lib/rejections/mutations";

type Context<Query, Body> = {
  request: Request;
  actor: Actor;
  /** Re-checks session and membership. Null after sign-out or removal. For streams. */
  findActor: () => Promise<Actor | null>;
  query: Query;
  body: Body;
};

type Definition<Query extends z.ZodType, Body extends z.ZodType> = {
  may: Ability;
  query: Query;
  /** JSON. With it the route answers POST instead of GET: for queries that are too long for a URL. */
  body?: Body;
  /** Whether the request reveals values, for which workspaces may require a recent sign-in. */
  reveals?: (query: z.output<Query>) => boolean;
  /** Parameters that may repeat. */
  lists: readonly string[];
  handler: (context: Context<z.output<Query>, z.output<Body>>) => Promise<Response | Page<unknown>>;
};

/**
 * Declares a route under /api that reads for signed-in people, not for API keys: session, membership of `?workspace=`,
 * role, query, handler. Errors have the API's envelope.
 */
export function sessionRoute<
  Query extends z.ZodType<{ workspace: string }>,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: Definition<Query, Body>) {
  const method = definition.body ? "POST" : "GET";
  const answer: RouteHandler = (request, context) =>
    runInRequest((requestId) => answerRequest(definition, requestId, request, context));
  return { ...rejectOtherMethods({ spec: { method } }), [method]: answer };
}

async function answerRequest<Query extends z.ZodType<{ workspace: string }>, Body extends z.ZodType>(
  { may: ability, query: schema, body: bodySchema, reveals, lists, handler }: Definition<Query, Body>,
  requestId: string,
  ...[request, context]: Parameters<RouteHandler>
): Promise<Response> {
  const url = splitUrl(request.url);
  try {
    rejectOtherSites(request);
    const session = await openSession(request.headers.get("cookie") ?? "");
    // A call with an API key is logged by its application.
    if (!session) return await rejectSignedOut(request, context);
    const findActor = async () => {
      const current = await session.findActor(new URLSearchParams(url.search).get("workspace") ?? "");
      // Ends streams that run while the rule is made.
      return current?.lacksTwoFactor ? null : current;
    };
    const actor = await findActor();
    if (!actor) throw new AppError("not_found", "You are not a member of this workspace.");
    if (!may(actor.role, ability)) {
      const denied = { ability, isMember: true, ipAddress: getClientIp(request.headers) };
      recordDeniedAction(actor.workspaceId, actor.personId, denied);
      throw new AppError("forbidden", getDenialReason(ability));
    }
    const query = parseQuery(schema, url, lists);
    if (reveals?.(query)) requireRecentProof(actor, session.person);
    const body = bodySchema ? parseJsonBody(bodySchema, request, await readBody(request)) : undefined;
    const result = await handler({ request, actor, findActor, query, body: body as z.output<Body> });
    const response = result instanceof Response ? result : toResponse(encodePage(requestId, result));
    // HEAD responses have no body: stop the stream that the handler opened.
    if (request.method === "HEAD") await response.body?.cancel();
    return response;
  } catch (error) {
    return toResponse(encodeError(requestId, toAppError(error, requestId, `${request.method} ${url.path}`)));
  }
}

export function createDataResponse(data: unknown): Response {
  return Response.json(
    { data },
    { headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}

const rejectSignedOut = rejectCallsWith(
  () => new AppError("unauthorized", "Sign in to read this. API keys cannot open it."),
);

function toResponse({ status, headers, body }: EncodedResponse): Response {
  return new Response(body, { status, headers });
}

/**
 * Rejects requests from other sites' pages: browsers send the cookie with a cross-site link, and the audit log would
 * name the person for an export. Browsers tell the origin in Sec-Fetch-Site (on https), Origin or Referer. Without any
 * of them, the client is a program with the cookie, or a page that hides its URL: that page cannot read the response.
 */
function rejectOtherSites({ headers }: Request): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin") ?? headers.get("referer");
  const isAllowed = site
    ? site === "same-origin" || site === "none"
    : origin === null || isOwnUrl(origin, headers);
  if (!isAllowed) throw new AppError("forbidden", "Only this site's own pages may send this request.");
}

/** Whether a URL has our public host, or the host of this request. */
function isOwnUrl(url: string, headers: Headers): boolean {
  if (!URL.canParse(url)) return false;
  const { host } = new URL(url);
  return host === new URL(env().NEXTAUTH_URL).host || host === headers.get("host");
}
