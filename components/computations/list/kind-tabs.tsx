import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { formatKindUrl } from "@/lib/computations/schema/urls";
import type { ContactKind } from "@/lib/contacts/schema/contact";

const tabs: { kind: ContactKind; label: string }[] = [
  { kind: "user", label: "Users" },
  { kind: "account", label: "Accounts" },
];
const tabStyle = "-mb-px flex h-control items-center border-b-2 border-transparent px-3 text-muted";
const frameStyle = "mb-4 flex gap-1 border-b";

/** The tabs "Users" and "Accounts". The URL holds the open one. */
export function KindTabs({ path, kind: selected }: { path: string; kind: ContactKind }) {
  return (
    <nav aria-label="Kind of contact" className={frameStyle}>
      {tabs.map(({ kind, label }) => (
        <HoverPrefetchLink
          key={kind}
          href={formatKindUrl(path, { kind })}
          aria-current={kind === selected ? "page" : undefined}
          className={cn(
            tabStyle,
            "transition-colors duration-150 hover:text-text focus-visible:-outline-offset-2",
            kind === selected && "border-accent font-medium text-text",
          )}
        >
          {label}
        </HoverPrefetchLink>
      ))}
    </nav>
  );
}

export function KindTabsSkeleton() {
  return (
    <div aria-hidden className={frameStyle}>
      {tabs.map(({ kind, label }) => (
        <span key={kind} className={tabStyle}>
          {label}
        </span>
      ))}
    </div>
  );
}
