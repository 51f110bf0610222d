"use client";

import {
  Activity,
  Boxes,
  Filter,
  HeartPulse,
  Layers,
  Milestone,
  Plus,
  SlidersHorizontal,
} from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { useBuilder } from "./builder-context";
import { findNestingLimit, type Path } from "./condition-tree";
import { type ConditionType, createCondition } from "./new-conditions";

/** The menu that adds to the group at `path`. */
export function AddCondition({ path }: { path: Path }) {
  const { options, disabled, additionLimit, add, focusAdded } = useBuilder();
  // The closing menu moves the focus to the new row instead of to its button.
  const isAdding = useRef(false);
  if (disabled) return null;

  const trigger = (
    <Button
      data-add-condition=""
      disabledReason={additionLimit}
      className={path.length > 0 ? "self-start bg-transparent" : "self-start"}
    >
      <Plus />
      Add condition
    </Button>
  );
  if (additionLimit) return trigger;
  const choose = (type: ConditionType) => {
    isAdding.current = true;
    add(path, createCondition(type));
  };
  const openMenu = (open: boolean) => {
    if (open) isAdding.current = false;
  };
  const closeMenu = (event: Event) => {
    if (!isAdding.current) return;
    event.preventDefault();
    focusAdded();
  };
  const nestingLimit = findNestingLimit(path);
  return (
    <DropdownMenu onOpenChange={openMenu}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" onCloseAutoFocus={closeMenu}>
        {listChoices(options).map(({ type, label, icon, missing }) => (
          <DropdownMenuItem key={type} disabled={missing !== null} onSelect={() => choose(type)}>
            {icon}
            <span className="flex-1 pr-4">{label}</span>
            {missing && <span className="text-muted text-xs">{missing}</span>}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem disabled={nestingLimit !== null} onSelect={() => choose("group")}>
          <Boxes />
          <span className="flex-1 pr-4">Group of conditions</span>
          {nestingLimit && <span className="text-muted text-xs">At its depth limit</span>}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface Choice {
  type: ConditionType;
  label: string;
  icon: ReactNode;
  /** The reason for an empty list of options; null if it has options. */
  missing: string | null;
}

function listChoices(options: ConditionOptions): Choice[] {
  const related = options.kind === "user" ? "Accounts of the user" : "Users of the account";
  return [
    { type: "property", label: "Property", icon: <SlidersHorizontal />, missing: null },
    { type: "event", label: "Event", icon: <Activity />, missing: null },
    {
      type: "segment",
      label: "Segment",
      icon: <Filter />,
      missing: options.segments.length === 0 ? "None yet" : null,
    },
    {
      type: "stage",
      label: "Stage",
      icon: <Milestone />,
      missing: options.stages.length === 0 ? "None yet" : null,
    },
    { type: "health", label: "Health", icon: <HeartPulse />, missing: options.hasHealth ? null : "None yet" },
    {
      type: "related",
      label: related,
      icon: <Layers />,
      missing: options.relatedSegments.length === 0 ? "No segments yet" : null,
    },
  ];
}
