"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface PagesProps {
  page: number;
  perPage: number;
  /** How many rows all pages have together. */
  total: number;
  addressOf: (page: number) => string;
}

/** Which part of a list this is, and the ways to the other parts. Nothing where one page holds it all. */
export function Pagination({ page, perPage, total, addressOf }: PagesProps) {
  if (total <= perPage) return null;
  const first = (page - 1) * perPage + 1;
  const last = Math.min(page * perPage, total);
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-muted tabular-nums">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {total.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        <PageLink href={addressOf(Math.max(1, page - 1))} isEnd={page === 1}>
          <ChevronLeft />
          Previous
        </PageLink>
        <PageLink href={addressOf(last < total ? page + 1 : page)} isEnd={last === total}>
          Next
          <ChevronRight />
        </PageLink>
      </div>
    </nav>
  );
}

/** At the end of the pages it stays, so that the focus does, and leads nowhere. */
function PageLink({ href, isEnd, children }: { href: string; isEnd: boolean; children: ReactNode }) {
  return (
    <Button asChild>
      <Link
        href={href}
        prefetch={isEnd ? false : undefined}
        aria-disabled={isEnd || undefined}
        onClick={(event) => isEnd && event.preventDefault()}
        className="aria-disabled:cursor-default aria-disabled:opacity-50"
      >
        {children}
      </Link>
    </Button>
  );
}
