import { rejectCallsWith } from "@/lib/api/reject-calls";
import { AppError } from "@/lib/errors";

const reject = rejectCallsWith(
  ({ request, url }) =>
    new AppError(
      "not_found",
      `Unknown path '${request.method} ${url.path}'. See /api/spec.json.`,
      // The PHP SDK reads `errors` of every error that no operation documents: see lib/http/error-response.ts.
      { issues: [] },
    ),
);

export { reject as DELETE, reject as GET, reject as OPTIONS, reject as PATCH, reject as POST, reject as PUT };
