import { parseJsonBody } from "@/lib/api/input";
import { createJsonResponse, sessionlessRoute } from "@/lib/api/sessionless-route";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { getClientIp } from "@/lib/http/client-ip";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import { reportLeakedKeys } from "@/lib/leaked-keys/mutations";
import { countLeakReport } from "@/lib/leaked-keys/report-limit";
import { LeakReport } from "@/lib/leaked-keys/schema";
import { logger } from "@/lib/logger";

const maxBytes = 32_768;

/**
 * Reports leaked keys. The response is the same for every well-formed key, and is sent before the keys are looked up: neither
 * its content nor its time reveals which ones exist.
 */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionlessRoute(async (request) => {
  await countLeakReport(getClientIp(request.headers));
  const { keys } = parseJsonBody(LeakReport, request, await readBody(request, maxBytes));
  const wellFormed = keys.map((key) => key.trim()).filter(isWellFormedKey);
  if (wellFormed.length === 0)
    throw new AppError("bad_request", "No complete API key. Send all characters of each, from jny_ on.");
  void reportLeakedKeys(wellFormed.map(hashKey)).catch((error) =>
    logger.error({ err: error }, "A report of a leaked key failed."),
  );
  return createJsonResponse({ data: { received: wellFormed.length } }, 202);
});
