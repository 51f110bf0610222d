import { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import { deleteInvalidCallbackUrl, isCallbackUrl } from "@/lib/auth/callback-url";
import { getAuthOptions, type SignInAttempt } from "@/lib/auth/options";
import { readDeviceCookie, rememberDevice } from "@/lib/auth/remember-device";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { encodeError } from "@/lib/http/error-response";
import { runInRequest } from "@/lib/http/request-context";
import { toUnavailableError } from "@/lib/http/unexpected-error";
import { logger } from "@/lib/logger";
import { endSession } from "@/lib/people/mutations";
import { SessionClaims } from "@/lib/people/schema";

type Context = { params: Promise<{ nextauth: string[] }> };

/** What next-auth may be asked: all of its own, but for its door to the server's log ("_log"). */
const known = {
  GET: ["callback", "csrf", "error", "providers", "session", "signin", "signout", "verify-request"],
  POST: ["callback", "session", "signin", "signout"],
};

export const GET = (request: NextRequest, context: Context) =>
  runInRequest((id) => answer(id, "GET", request, context));
export const POST = (request: NextRequest, context: Context) =>
  runInRequest((id) => answer(id, "POST", request, context));
export { nothing as DELETE, nothing as OPTIONS, nothing as PATCH, nothing as PUT };

const nothing = (request: NextRequest) => unknownPath(request, { params: Promise.resolve({}) });

async function answer(
  id: string,
  method: "GET" | "POST",
  request: NextRequest,
  context: Context,
): Promise<Response> {
  const { nextauth } = await context.params;
  if (!known[method].includes(nextauth[0] ?? "")) return nothing(request);
  try {
    let left: unknown;
    const events: NextAuthOptions["events"] = {
      signOut: ({ token }) => {
        left = token;
      },
    };
    const attempt: SignInAttempt = { deviceCookie: await readDeviceCookie() };
    const options = { ...getAuthOptions(attempt), events };
    refuseInvalidCallbackUrl(request);
    await deleteInvalidCallbackUrl();
    const response: Response = await NextAuth(await withReadBody(request), context, options);
    // Not within the event, whose failures next-auth hides: nobody is told that they are signed out who is not.
    const { data: claims } = SessionClaims.safeParse(left);
    if (claims) await endSession(claims);
    if (attempt.personId) await rememberDevice(attempt.personId);
    if (attempt.error) return withStatus(response, attempt.error);
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    if (response.status < 400 || isJson) return response;
    return refuse(id, new AppError("bad_request", "Signing in does not know this request."));
  } catch (error) {
    if (error instanceof AppError) return refuse(id, error);
    if (error instanceof SyntaxError) return refuse(id, new AppError("bad_request", "The body is not JSON."));
    logger.error({ err: error }, "The sign-in request failed.");
    const internal = new AppError("internal", "Unexpected error. Try again in a moment.");
    return refuse(id, toUnavailableError(error) ?? internal);
  }
}

function refuseInvalidCallbackUrl({ nextUrl }: NextRequest): void {
  const url = nextUrl.searchParams.get("callbackUrl");
  if (url && !isCallbackUrl(url))
    throw new AppError("bad_request", "Signing in cannot lead to this callbackUrl.");
}

const mostBytes = 16_384;

/** next-auth itself would take a body of any size into memory, from anybody. */
async function withReadBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  const { url, method, headers } = request;
  const body = (await readBody(request, mostBytes)).toString();
  return new NextRequest(url, { method, headers, body });
}

/** next-auth answers 401 to every error of a password. Its body names the page that shows the error. */
function withStatus({ body, headers }: Response, { status, details }: AppError): Response {
  for (const [name, value] of Object.entries(details.headers ?? {})) headers.set(name, value);
  return new Response(body, { status, headers });
}

function refuse(id: string, error: AppError): Response {
  const { status, headers, body } = encodeError(id, error);
  return new Response(body, { status, headers });
}
