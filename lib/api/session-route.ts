import "server-only";
import type { z } from "zod";
import { type RouteHandler, rejectCallsWith, rejectOtherMethods } from "@/lib/api/endpoint";
import { type EncodedResponse, encodeError, encodePage } from "@/lib/api/envelope";
import { parseQuery } from "@/lib/api/input";
import type { Actor } from "@/lib/auth/actor";
import { type Ability, may, whyNot } from "@/lib/auth/permissions";
import { openSession } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import { runInRequest } from "@/lib/http/request-context";
import { toAppError } from "@/lib/http/unexpected-error";
import { splitUrl } from "@/lib/http/url";
import type { Page } from "@/lib/page";
import { recordDeniedAction } from "@/lib/rejections/mutations";

type Context<Query> = {
  request: Request;
  actor: Actor;
  /** Who they are by now, null once they are signed out or no member any more: for answers that take their time. */
  findActor: () => Promise<Actor | null>;
  query: Query;
};

/**
 * A path under /api for the screens of somebody who is signed in, never for keys: session, membership of the workspace
 * that `?workspace=` names, role, query, handler. Failures are answered like those of the API.
 */
export function sessionRoute<Query extends z.ZodType<{ workspace: string }>>(definition: {
  may: Ability;
  query: Query;
  /** Its names that may come several times. */
  lists: readonly string[];
  handler: (context: Context<z.output<Query>>) => Promise<Response | Page<unknown>>;
}) {
  const GET: RouteHandler = (request, context) => runInRequest((id) => answer(id, request, context));
  async function answer(
    requestId: string,
    ...[request, context]: Parameters<RouteHandler>
  ): Promise<Response> {
    const url = splitUrl(request.url);
    try {
      refuseOtherSites(request);
      const findActorIn = await openSession(request.headers.get("cookie") ?? "");
      // A key in place of a session is told so, and the call is in its application's log.
      if (!findActorIn) return await refuseSignedOut(request, context);
      const findActor = () => findActorIn(new URLSearchParams(url.search).get("workspace") ?? "");
      const actor = await findActor();
      if (!actor) throw new AppError("not_found", "You are not a member of this workspace.");
      if (!may(actor.role, definition.may)) {
        const denied = { ability: definition.may, isMember: true, ipAddress: getClientIp(request.headers) };
        recordDeniedAction(actor.workspaceId, actor.personId, denied);
        throw new AppError("forbidden", whyNot(definition.may));
      }
      const query = parseQuery(definition.query, url, definition.lists);
      const result = await definition.handler({ request, actor, findActor, query });
      const response = result instanceof Response ? result : toResponse(encodePage(requestId, result));
      // Nobody reads the body of the answer to HEAD: what would write it ends here.
      if (request.method === "HEAD") await response.body?.cancel();
      return response;
    } catch (error) {
      return toResponse(encodeError(requestId, toAppError(error, requestId, `GET ${url.path}`)));
    }
  }
  return { ...rejectOtherMethods({ spec: { method: "GET" } }), GET };
}

/** The answer of a route that returns one value. */
export function createDataResponse(data: unknown): Response {
  return Response.json(
    { data },
    { headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}

const refuseSignedOut = rejectCallsWith(
  () => new AppError("unauthorized", "Sign in to read the log. A key of the API does not open it."),
);

function toResponse({ status, headers, body }: EncodedResponse): Response {
  return new Response(body, { status, headers });
}

/**
 * The cookie comes along with a link on somebody else's page, too, and an export is recorded as the person's act. A
 * browser says where a request comes from in Sec-Fetch-Site (over HTTPS), Origin or Referer. What says nothing is let in:
 * a program that has the cookie, or a page that hides where it is. That one cannot read the answer, changes nothing, and
 * could at most have a file downloaded by the person whom it concerns.
 */
function refuseOtherSites({ headers }: Request): void {
  const site = headers.get("sec-fetch-site");
  const from = headers.get("origin") ?? headers.get("referer");
  const isOwn = site ? site === "same-origin" || site === "none" : from === null || isOurs(from, headers);
  if (!isOwn) throw new AppError("forbidden", "Only this site's own pages may ask for this.");
}

/** Whether a page is at the address that we are known by, or at the one that was asked. */
function isOurs(page: string, headers: Headers): boolean {
  if (!URL.canParse(page)) return false;
  const { host } = new URL(page);
  return host === new URL(env().NEXTAUTH_URL).host || host === headers.get("host");
}
