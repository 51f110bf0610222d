import { z } from "zod";
import { parseJsonBody } from "@/lib/api/input";
import { createJsonResponse, sessionlessRoute } from "@/lib/api/sessionless-route";
import { AppError } from "@/lib/errors";
import { readBody } from "@/lib/http/body";
import { getClientIp } from "@/lib/http/client-ip";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import { isSignedByGithub } from "@/lib/leaked-keys/github-signature";
import { reportLeakedKeys } from "@/lib/leaked-keys/mutations";
import { countLeakReport } from "@/lib/leaked-keys/report-limit";
import { type LeakSource, maxReportedKeys } from "@/lib/leaked-keys/schema";

/** GitHub may add fields. */
const Match = z.object({
  token: z.string().max(1_000),
  type: z.string().max(200),
  url: z.string().max(4_000).default(""),
});
const Matches = z.array(Match).min(1).max(maxReportedKeys);

/** The endpoint of GitHub's secret scanning partner program. GitHub proves who it is, and learns which keys exist. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionlessRoute(async (request) => {
  const body = await readBody(request);
  if (!(await isSignedByGithub(body, request.headers))) {
    await countLeakReport(getClientIp(request.headers));
    throw new AppError("unauthorized", "GitHub's signature is missing or wrong.");
  }
  const matches = parseJsonBody(Matches, request, body);
  const found = matches.filter(({ token }) => isWellFormedKey(token));
  const sources = new Map<string, LeakSource>(
    found.map(({ token, url }) => [hashKey(token), { reporter: "GitHub", url }]),
  );
  const known = await reportLeakedKeys(sources.keys(), sources);
  return createJsonResponse(
    matches.map(({ token, type }) => ({
      token_hash: hashKey(token),
      token_type: type,
      label: known.has(hashKey(token)) ? "true_positive" : "false_positive",
    })),
  );
});
