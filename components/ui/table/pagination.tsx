"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface PaginationProps {
  page: number;
  perPage: number;
  /** Rows of all pages. */
  total: number;
  toHref: (page: number) => string;
}

/** Renders nothing if one page holds all rows. */
export function Pagination({ page, perPage, total, toHref }: PaginationProps) {
  if (total <= perPage) return null;
  const first = (page - 1) * perPage + 1;
  const last = Math.min(page * perPage, total);
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-muted tabular-nums">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {total.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        <PageLink href={toHref(Math.max(1, page - 1))} isDisabled={page === 1}>
          <ChevronLeft />
          Previous
        </PageLink>
        <PageLink href={toHref(last < total ? page + 1 : page)} isDisabled={last === total}>
          Next
          <ChevronRight />
        </PageLink>
      </div>
    </nav>
  );
}

/** Disabled on the first or last page, not removed, so that it keeps the focus. */
function PageLink({
  href,
  isDisabled,
  children,
}: {
  href: string;
  isDisabled: boolean;
  children: ReactNode;
}) {
  return (
    <Button asChild>
      <Link
        href={href}
        prefetch={isDisabled ? false : undefined}
        aria-disabled={isDisabled || undefined}
        onClick={(event) => isDisabled && event.preventDefault()}
        className="aria-disabled:cursor-default aria-disabled:opacity-50"
      >
        {children}
      </Link>
    </Button>
  );
}
