import type { ReactNode } from "react";
import { RunBanner } from "@/components/computations/run-banner";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { PageHeader } from "@/components/ui/layout/page-header";
import type { ComputationType } from "@/lib/computations/schema/computation";
import type { ComputationRow, RunState } from "@/lib/computations/schema/explanation";
import { toListUrl } from "@/lib/computations/schema/urls";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { ComputationDialogs } from "./computation-dialogs";
import { CreateComputationButton } from "./create-link";
import { KindTabs, KindTabsSkeleton } from "./kind-tabs";

interface ListPageProps {
  title: string;
  description: string;
  type: ComputationType;
  kind: ContactKind;
  slug: string;
  rows: ComputationRow[];
  run: RunState;
  disabledReason: string | null;
  /** What deleting one of the rows removes, and what it keeps. */
  deletion: string;
  /** The list, or the empty state. */
  children: ReactNode;
}

/** The page of a list: heading, tabs, progress of the last change, and the dialog that deletes. */
export function ListPage({ title, description, type, kind, slug, rows, run, ...props }: ListPageProps) {
  const { disabledReason, deletion, children } = props;
  return (
    <ComputationDialogs slug={slug} disabledReason={disabledReason} rows={rows} deletion={deletion}>
      <PageHeader
        title={title}
        description={description}
        action={<CreateComputationButton type={type} kind={kind} count={rows.length} />}
      />
      <KindTabs path={toListUrl(slug, type, "user")} kind={kind} />
      <RunBanner slug={slug} kind={kind} run={run} disabledReason={disabledReason} />
      {children}
    </ComputationDialogs>
  );
}

interface ListPageSkeletonProps {
  title: string;
  description: string;
  children: ReactNode;
}

export function ListPageSkeleton({ title, description, children }: ListPageSkeletonProps) {
  return (
    <div>
      <PageHeader
        title={title}
        description={description}
        action={<Skeleton className="h-control sm:w-36" />}
      />
      <KindTabsSkeleton />
      {children}
    </div>
  );
}
