import { ChevronRight } from "lucide-react";
import Link from "next/link";

interface BreadcrumbProps {
  parent: { label: string; href: string };
  /** Not a link, such as the application's name. */
  middle?: string;
  current: string;
}

export function Breadcrumb({ parent, middle, current }: BreadcrumbProps) {
  return (
    <nav aria-label="Breadcrumb" className="pb-2 text-sm">
      <ol className="flex min-w-0 items-center gap-1 text-muted">
        <li className="shrink-0">
          <Link href={parent.href} className="rounded-[2px] hover:text-text hover:underline">
            {parent.label}
          </Link>
        </li>
        {middle && (
          <li className="flex min-w-0 items-center gap-1">
            <ChevronRight aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{middle}</span>
          </li>
        )}
        <li className="flex shrink-0 items-center gap-1">
          <ChevronRight aria-hidden className="size-3.5" />
          <span aria-current="page">{current}</span>
        </li>
      </ol>
    </nav>
  );
}
