"use client";

import { ArrowDownUp } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import type { ApplicationListQuery } from "@/lib/applications/list-url";

type Sort = { id: ApplicationListQuery["sort"]; desc: boolean };

const orders: (Sort & { label: string })[] = [
  { id: "created", desc: true, label: "Newest first" },
  { id: "created", desc: false, label: "Oldest first" },
  { id: "name", desc: false, label: "Name, A to Z" },
  { id: "name", desc: true, label: "Name, Z to A" },
  { id: "lastUsed", desc: true, label: "Last used first" },
  { id: "lastUsed", desc: false, label: "Last used last" },
  { id: "status", desc: true, label: "Enabled first" },
  { id: "status", desc: false, label: "Disabled first" },
];

interface SortMenuProps {
  sort: Sort;
  onSort: (sort: Sort) => void;
  className?: string;
}

/** Sorts the list on screens that hide some of the sortable columns. */
export function SortMenu({ sort, onSort, className }: SortMenuProps) {
  const current = orders.findIndex(({ id, desc }) => id === sort.id && desc === sort.desc);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button className={className}>
          <ArrowDownUp className="text-muted" />
          <span className="sr-only">Sort: </span>
          {orders[current]?.label}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuRadioGroup
          value={String(current)}
          onValueChange={(value) => {
            const order = orders[Number(value)];
            if (order) onSort(order);
          }}
        >
          {orders.map(({ label }, index) => (
            <DropdownMenuRadioItem key={label} value={String(index)}>
              {label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
