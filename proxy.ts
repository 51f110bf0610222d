import { type NextRequest, NextResponse } from "next/server";

/** Pages do not know their own path: with this header, signing in leads back to where somebody wanted to go. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-requested-path", request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/:workspace/settings/:path*" };
