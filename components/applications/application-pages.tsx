"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import {
  type ApplicationList,
  type ApplicationListQuery,
  applicationsPerPage,
} from "@/lib/applications/schema";
import { useApiAccess } from "./api-access";
import { listAddress } from "./list-address";

interface ApplicationPagesProps {
  list: ApplicationList;
  query: ApplicationListQuery;
}

/** Which part of the list this is, and the ways to the other parts. Nothing where one page holds it all. */
export function ApplicationPages({ list: { page, matching }, query }: ApplicationPagesProps) {
  const { slug } = useApiAccess();
  if (matching <= applicationsPerPage) return null;
  const first = (page - 1) * applicationsPerPage + 1;
  const last = Math.min(page * applicationsPerPage, matching);
  const addressOf = (other: number) => listAddress(slug, { ...query, page: other });
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      <p className="text-muted tabular-nums">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {matching.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        <PageLink href={page > 1 ? addressOf(page - 1) : null}>
          <ChevronLeft />
          Previous
        </PageLink>
        <PageLink href={last < matching ? addressOf(page + 1) : null}>
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
