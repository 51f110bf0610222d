"use client";

import { Columns3 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/form/checkbox";
import { Input } from "@/components/ui/form/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/overlay/popover";
import { type ContactColumn, maxColumns } from "@/lib/contacts/schema/contact-list";

interface ColumnMenuProps {
  columns: ContactColumn[];
  /** Names of the shown columns. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** More columns than these get a search. */
const minColumnsToSearch = 10;

/** Chooses the properties that the list shows. */
export function ColumnMenu({ columns, chosen, onChange }: ColumnMenuProps) {
  const [search, setSearch] = useState("");
  const found = columns.filter(({ name, label, group }) =>
    `${label}\n${name}\n${group ?? ""}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const isFull = chosen.length >= maxColumns;
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button>
          <Columns3 className="text-muted" />
          Columns
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Columns" align="end" className="w-72">
        {columns.length > minColumnsToSearch && (
          <div className="border-b p-1.5">
            <Input
              aria-label="Search columns"
              value={search}
              placeholder="Search"
              autoComplete="off"
              onChange={({ target }) => setSearch(target.value)}
              className="border-transparent bg-transparent"
            />
          </div>
        )}
        <fieldset className="min-h-0 overflow-y-auto p-1">
          <legend className="sr-only">Columns</legend>
          {found.map(({ name, label, group }) => {
            const isChosen = chosen.includes(name);
            return (
              <label
                key={name}
                htmlFor={`column-${name}`}
                className="flex min-h-control cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 has-focus-visible:bg-hover hover:bg-hover"
              >
                <Checkbox
                  id={`column-${name}`}
                  checked={isChosen}
                  disabled={isFull && !isChosen}
                  onChange={() => toggle(name)}
                />
                <span title={name} className="min-w-0 flex-1 truncate">
                  {label}
                </span>
                {group && <span className="max-w-1/3 truncate text-muted text-sm">{group}</span>}
              </label>
            );
          })}
        </fieldset>
        <p role="status" className="border-t px-3 py-2 text-muted text-sm">
          {found.length === 0 ? "No property matches." : `${chosen.length} of ${maxColumns} columns`}
        </p>
      </PopoverContent>
    </Popover>
  );
}
