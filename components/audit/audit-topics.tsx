import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { type AuditFilter, type AuditTopic, auditTopics, formatAuditUrl } from "@/lib/audit/schema";

const topics: [AuditTopic | null, string][] = [
  [null, "Everything"],
  ...(Object.entries(auditTopics) as [AuditTopic, string][]),
];
const frameStyle = "flex flex-wrap gap-1 pb-3";
const topicStyle = "flex h-control items-center rounded-control px-3 text-muted";

interface AuditTopicsProps {
  /** URL path of the audit log. */
  path: string;
  /** Its topic is null for everything. */
  filter: AuditFilter;
}

/** The other filters stay, except for an action of another topic. */
export function AuditTopics({ path, filter }: AuditTopicsProps) {
  return (
    <nav aria-label="Topics" className={frameStyle}>
      {topics.map(([topic, label]) => (
        <HoverPrefetchLink
          key={label}
          href={formatAuditUrl(path, { ...filter, about: topic, action: null })}
          aria-current={topic === filter.about ? "page" : undefined}
          className={cn(
            topicStyle,
            "transition-colors duration-150 hover:bg-hover hover:text-text",
            topic === filter.about && "bg-hover font-medium text-text",
          )}
        >
          {label}
        </HoverPrefetchLink>
      ))}
    </nav>
  );
}

export function AuditTopicsSkeleton() {
  return (
    <div aria-hidden className={frameStyle}>
      {topics.map(([, label]) => (
        <span key={label} className={topicStyle}>
          {label}
        </span>
      ))}
    </div>
  );
}
