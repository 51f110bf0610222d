import { refuseWith } from "@/lib/api/endpoint";
import { AppError } from "@/lib/errors";

const refuse = refuseWith(
  ({ method, url }) =>
    new AppError(
      "not_found",
      `There is nothing at '${method} ${new URL(url).pathname}'. See /api/spec.json for what there is.`,
    ),
);

export { refuse as DELETE, refuse as GET, refuse as OPTIONS, refuse as PATCH, refuse as POST, refuse as PUT };
