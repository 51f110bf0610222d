import type { ErrorGroup } from "@/lib/logs/schema";

/** Where the calls of a group went: to an endpoint, or, where there is none, to paths such as that of the newest. */
export function ErrorEndpoint({ group: { method, route, lastPath } }: { group: ErrorGroup }) {
  return (
    <span title={`${method} ${route ?? lastPath}`} className="text-sm">
      <span className="font-mono text-muted">{method}</span>{" "}
      {route === null && <span className="text-muted">such as </span>}
      <span className="font-mono">{route ?? lastPath}</span>
    </span>
  );
}
