import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { formatApplicationViewUrl } from "@/lib/applications/format-list-url";

interface ApplicationViewsProps {
  /** The URL path of the list. */
  path: string;
  isDeletedView: boolean;
  deletedCount: number;
  /** Whether the reader may see the management tokens. */
  showsTokens: boolean;
}

/** Links to the recently deleted applications, if there are any, and to the management tokens. */
export function ApplicationViews({ path, isDeletedView, deletedCount, showsTokens }: ApplicationViewsProps) {
  const showsDeleted = deletedCount > 0 || isDeletedView;
  if (!showsDeleted && !showsTokens) return null;
  const views = [
    { label: "Applications", href: path, isCurrent: !isDeletedView, count: null },
    ...(showsDeleted
      ? [
          {
            label: "Recently deleted",
            href: formatApplicationViewUrl(path, { view: "deleted" }),
            isCurrent: isDeletedView,
            count: deletedCount,
          },
        ]
      : []),
    ...(showsTokens
      ? [{ label: "Management tokens", href: `${path}/management-tokens`, isCurrent: false, count: null }]
      : []),
  ];
  return (
    <nav aria-label="Views" className="flex flex-wrap gap-1 pb-3">
      {views.map(({ label, href, isCurrent, count }) => (
        <HoverPrefetchLink
          key={label}
          href={href}
          aria-current={isCurrent ? "page" : undefined}
          className={cn(
            "flex h-control items-center gap-1.5 rounded-control px-3 text-muted transition-colors duration-150 hover:bg-hover hover:text-text",
            isCurrent && "bg-hover font-medium text-text",
          )}
        >
          {label}
          {count !== null && (
            <span className="font-normal text-muted text-sm tabular-nums">{count.toLocaleString("en")}</span>
          )}
        </HoverPrefetchLink>
      ))}
    </nav>
  );
}
