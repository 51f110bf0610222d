import { rejectCallsWith } from "@/lib/api/endpoint";
import { AppError } from "@/lib/errors";

const refuse = rejectCallsWith(
  ({ request, url }) =>
    new AppError(
      "not_found",
      `There is nothing at '${request.method} ${url.path}'. See /api/spec.json for what there is.`,
      // No operation publishes this answer, so it carries the 'errors' that PHP reads: lib/api/envelope.ts.
      { issues: [] },
    ),
);

export { refuse as DELETE, refuse as GET, refuse as OPTIONS, refuse as PATCH, refuse as POST, refuse as PUT };
