import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Throws if the client sent its key over plain HTTP, and the server requires HTTPS. */
export function requireHttps(request: Request): void {
  if (!env().REQUIRE_HTTPS) return;
  // Each proxy appends its protocol. The first one is the client's.
  if (!/^http\s*(,|$)/i.test(request.headers.get("x-forwarded-proto") ?? "")) return;
  throw new AppError("https_required", "Plain HTTP exposes your key. Use https, and regenerate the key.");
}
