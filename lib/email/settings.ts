import "server-only";
import { env } from "@/lib/env";

/** False without SMTP_URL: nothing is queued, and screens offer links to copy where that is safe. */
export function isEmailConfigured(): boolean {
  return env().SMTP_URL !== undefined;
}
