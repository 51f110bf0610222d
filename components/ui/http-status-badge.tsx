import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/class-names";

interface HttpStatusBadgeProps {
  status: number;
  /** Where there is little room; the word is still there for screen readers. */
  numberOnly?: "always" | "phone";
}

/** "404 Not Found", in the colour of its class. */
export function HttpStatusBadge({ status, numberOnly }: HttpStatusBadgeProps) {
  return (
    <Badge tone={toneOf(status)}>
      <span className="tabular-nums">
        {status}
        <span className={cn(numberOnly && wordStyle[numberOnly])}> {reasons[status]}</span>
      </span>
    </Badge>
  );
}

const wordStyle = { always: "sr-only", phone: "max-sm:sr-only" };

function toneOf(status: number) {
  if (status >= 500) return "danger";
  if (status >= 400) return "warning";
  return status >= 300 ? "neutral" : "positive";
}

/** HTTP's own words for the statuses that the API answers with. */
const reasons: Record<number, string> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
