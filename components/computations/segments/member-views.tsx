import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { formatMembersUrl, type MembersQuery } from "@/lib/computations/schema/urls";

const views = [
  { show: "members", label: "Members" },
  { show: "changes", label: "Changes" },
] as const;

interface MemberViewsProps {
  path: string;
  selected: MembersQuery["show"];
}

/** The tabs "Members" and "Changes". The URL holds the open one. */
export function MemberViews({ path, selected }: MemberViewsProps) {
  return (
    <nav aria-label="Views" className="mb-4 flex gap-1 border-b">
      {views.map(({ show, label }) => (
        <Link
          key={show}
          href={formatMembersUrl(path, { show })}
          aria-current={show === selected ? "page" : undefined}
          className={cn(
            "-mb-px flex h-control items-center border-transparent border-b-2 px-3 text-muted transition-colors duration-150 hover:text-text focus-visible:-outline-offset-2",
            show === selected && "border-accent font-medium text-text",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

interface CursorLinksProps {
  path: string;
  query: MembersQuery;
  /** The cursor of the next page; null on the last one. */
  next: string | null;
}

/** Links to the first and the next page. */
export function CursorLinks({ path, query: { show, cursor }, next }: CursorLinksProps) {
  if (cursor === null && next === null) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 pt-3">
      {cursor !== null && (
        <Button asChild>
          <Link href={formatMembersUrl(path, { show })}>First page</Link>
        </Button>
      )}
      {next !== null && (
        <Button asChild>
          <Link href={formatMembersUrl(path, { show, cursor: next })}>
            Next
            <ChevronRight />
          </Link>
        </Button>
      )}
    </nav>
  );
}
