"use client";

import { Radio } from "lucide-react";
import { DataTable, DataTableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Steps } from "@/components/ui/steps";
import type { Arrival, WebsiteRow } from "@/lib/websites/schema";
import { arrivalColumns } from "./arrival-columns";
import { SnippetBlock } from "./snippet-block";

const looks = { caption: "What arrived, newest first", columns: arrivalColumns };

interface ArrivalsProps {
  website: WebsiteRow;
  arrivals: Arrival[];
}

export function Arrivals({ website, arrivals }: ArrivalsProps) {
  if (arrivals.length === 0) return <NothingArrived website={website} />;
  return <DataTable {...looks} rows={arrivals} getRowId={({ id }) => id} />;
}

/** The list before it is here. */
export function ArrivalsSkeleton() {
  return <DataTableSkeleton {...looks} rows={8} rowHeight="h-11 max-sm:h-17" />;
}

function NothingArrived({
  website: { domain, honorsOptOut, allowsAnyDomain },
  website,
}: Omit<ArrivalsProps, "arrivals">) {
  return (
    <EmptyState
      icon={<Radio />}
      title="Waiting for the first page view"
      description="What the website's pages send appears here by itself, within two seconds."
    >
      <div className="flex flex-col gap-4">
        <Steps
          steps={[
            "Paste the snippet below into the head of every page, and publish.",
            allowsAnyDomain
              ? "Open one of the pages in another tab. Any domain will do, localhost too."
              : `Open a page of ${domain}, or of a subdomain, in another tab.`,
            honorsOptOut
              ? "Come back to this one. Is it still empty? A browser that asks not to be tracked is left alone, and blockers may hold the script back."
              : "Come back to this one. Is it still empty? A blocker may hold the script back.",
          ]}
        />
        <SnippetBlock website={website} />
      </div>
    </EmptyState>
  );
}
