"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";

interface PagesProps {
  page: number;
  perPage: number;
  /** How many rows all pages have together. */
  total: number;
  addressOf: (page: number) => string;
}

/** Which part of a list this is, and the ways to the other parts. Nothing where one page holds it all. */
export function Pages({ page, perPage, total, addressOf }: PagesProps) {
  if (total <= perPage) return null;
  const first = (page - 1) * perPage + 1;
  const last = Math.min(page * perPage, total);
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-muted tabular-nums">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {total.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        <PageLink href={page > 1 ? addressOf(page - 1) : null}>
          <ChevronLeft />
          Previous
        </PageLink>
        <PageLink href={last < total ? addressOf(page + 1) : null}>
          Next
          <ChevronRight />
        </PageLink>
      </div>
    </nav>
  );
}

function PageLink({ href, children }: { href: string | null; children: ReactNode }) {
  if (href === null) return <Button disabled>{children}</Button>;
  return (
    <Button asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}
