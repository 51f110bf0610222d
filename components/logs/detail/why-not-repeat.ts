import { whyNot } from "@/lib/auth/permissions";
import { mask } from "@/lib/logs/redact/mask";
import { masked, removed } from "@/lib/logs/redact/placeholders";
import { type LogView, maxLoggedBodyBytes } from "@/lib/logs/schema";

/** Why a call cannot be made again from what the log shows of it; null where it can. */
export function whyNotRepeat(call: LogView): string | null {
  const parts = [call.path, call.query, call.method === "GET" ? "" : call.requestBody];
  if (call.masked && parts.some((part) => part.includes(mask)))
    return call.mayReveal ? "Reveal the values first: they are a part of the call." : whyNot("viewLogValues");
  if (call.requestBytes > maxLoggedBodyBytes) return "Only a part of this body was kept.";
  if (parts.some((part) => part.includes(removed) || part.includes(masked)))
    return "A secret was removed from this call.";
  if (parts.some((part) => part.includes("\uFFFD")))
    return "Not all of this call is text that can be copied.";
  return null;
}
