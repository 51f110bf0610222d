import { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import { deleteInvalidCallbackUrl, isCallbackUrl } from "@/lib/auth/callback-url";
import { getAuthOptions, type SignInAttempt } from "@/lib/auth/options";
import { isKnownDevice, readDeviceCookie, rememberDevice } from "@/lib/auth/remember-device";
import { findClaims, readSessionDevice } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { encodeError } from "@/lib/http/error-response";
import { runInRequest } from "@/lib/http/request-context";
import { toUnavailableError } from "@/lib/http/unexpected-error";
import { logger } from "@/lib/logger";
import { recordSignIn } from "@/lib/people/mutations";
import { endSession } from "@/lib/sessions/mutations";
import { SessionClaims } from "@/lib/sessions/schema";
import { deleteSignInState, setPendingSignIn } from "@/lib/two-factor/sign-in-state";

type Context = { params: Promise<{ nextauth: string[] }> };

/** The actions of next-auth, except "_log", which lets clients write to the server log. */
const allowedActions = {
  GET: ["callback", "csrf", "error", "providers", "session", "signin", "signout", "verify-request"],
  POST: ["callback", "session", "signin", "signout"],
};

export const GET = (request: NextRequest, context: Context) =>
  runInRequest((id) => handle(id, "GET", request, context));
export const POST = (request: NextRequest, context: Context) =>
  runInRequest((id) => handle(id, "POST", request, context));
export { notFound as DELETE, notFound as OPTIONS, notFound as PATCH, notFound as PUT };

const notFound = (request: NextRequest) => unknownPath(request, { params: Promise.resolve({}) });

async function handle(
  id: string,
  method: "GET" | "POST",
  request: NextRequest,
  context: Context,
): Promise<Response> {
  const { nextauth } = await context.params;
  if (!allowedActions[method].includes(nextauth[0] ?? "")) return notFound(request);
  try {
    let endedToken: unknown;
    const events: NextAuthOptions["events"] = {
      signOut: ({ token }) => {
        endedToken = token;
      },
    };
    const attempt: SignInAttempt = {
      device: readSessionDevice(request.headers),
      deviceCookie: await readDeviceCookie(),
    };
    const options = { ...getAuthOptions(attempt), events };
    rejectInvalidCallbackUrl(request);
    await deleteInvalidCallbackUrl();
    const response: Response = await NextAuth(await withReadBody(request), context, options);
    // Outside the event, since next-auth hides its errors: a failed sign-out must not look successful.
    const { data: claims } = SessionClaims.safeParse(endedToken);
    if (claims) await endSession(claims);
    if (attempt.personId) await completeSignIn(attempt.personId, request.headers);
    if (attempt.pending) await setPendingSignIn(attempt.pending.id, attempt.pending.sessionVersion);
    if (attempt.error) return withStatus(response, attempt.error);
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    if (response.status < 400 || isJson) return response;
    return toErrorResponse(id, new AppError("bad_request", "Unknown sign-in request."));
  } catch (error) {
    if (error instanceof AppError) return toErrorResponse(id, error);
    if (error instanceof SyntaxError)
      return toErrorResponse(id, new AppError("bad_request", "The body is not JSON."));
    logger.error({ err: error }, "The sign-in request failed.");
    const internal = new AppError("internal", "Unexpected error. Try again in a moment.");
    return toErrorResponse(id, toUnavailableError(error) ?? internal);
  }
}

/** Before the response: a sign-in that could not be recorded is not done. */
async function completeSignIn(personId: string, headers: Headers): Promise<void> {
  const presented = await findClaims(headers.get("cookie") ?? "");
  if (presented) await endSession(presented);
  await recordSignIn(personId, { isKnown: await isKnownDevice(personId), ...readSessionDevice(headers) });
  await rememberDevice(personId);
  await deleteSignInState();
}

function rejectInvalidCallbackUrl({ nextUrl }: NextRequest): void {
  const url = nextUrl.searchParams.get("callbackUrl");
  if (url && !isCallbackUrl(url))
    throw new AppError("bad_request", "Invalid callbackUrl. Use a path of this site.");
}

const maxBodyBytes = 16_384;

/** Limits the body, since next-auth reads bodies of any size into memory. */
async function withReadBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  const { url, method, headers } = request;
  const body = (await readBody(request, maxBodyBytes)).toString();
  return new NextRequest(url, { method, headers, body });
}

/** Replaces the status 401, which next-auth uses for every failed password sign-in. Keeps the body with the error page. */
function withStatus({ body, headers }: Response, { status, details }: AppError): Response {
  for (const [name, value] of Object.entries(details.headers ?? {})) headers.set(name, value);
  return new Response(body, { status, headers });
}

function toErrorResponse(id: string, error: AppError): Response {
  const { status, headers, body } = encodeError(id, error);
  return new Response(body, { status, headers });
}
