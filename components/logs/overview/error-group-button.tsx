"use client";

import { useLogFilter } from "@/components/logs/filters/log-filter";
import { type ErrorGroup, noRoute } from "@/lib/logs/schema";
import { ErrorEndpoint } from "./error-endpoint";

/** Leaves the calls of one group. It covers the row that it is in. */
export function ErrorGroupButton({ group }: { group: ErrorGroup }) {
  const { change } = useLogFilter();
  const show = () =>
    change(
      {
        status: [String(group.status)],
        method: [group.method],
        error: group.errorCode ? [group.errorCode] : [],
        route: [group.route ?? noRoute],
      },
      { looks: { show: null } },
    );
  return (
    <button
      type="button"
      onClick={show}
      className="block w-full text-left after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
    >
      <span className="block truncate font-mono text-sm">{group.errorCode || "no code"}</span>
      <span className="block truncate text-muted sm:sr-only">
        <ErrorEndpoint group={group} />
      </span>
    </button>
  );
}
