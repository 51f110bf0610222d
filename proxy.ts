import { type NextRequest, NextResponse } from "next/server";

/** Adds the requested path as a header: pages do not know it, and sign-in redirects back to it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-requested-path", request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/:workspace/settings/:path*" };
