"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { useBuilder } from "./builder-context";
import type { Path } from "./condition-tree";

export function RowActions({ path, noun }: { path: Path; noun: "condition" | "group" }) {
  const { disabled, remove, findMove } = useBuilder();
  if (disabled) return null;
  const up = findMove(path, -1);
  const down = findMove(path, 1);
  return (
    <div className="flex shrink-0">
      {(up || down) && (
        <>
          <MoveButton direction="up" label={`Move ${noun} up`} move={up} />
          <MoveButton direction="down" label={`Move ${noun} down`} move={down} />
        </>
      )}
      <IconButton
        label={`Remove ${noun}`}
        data-row-action="remove"
        className="text-muted"
        onClick={() => remove(path)}
      >
        <X />
      </IconButton>
    </div>
  );
}

interface MoveButtonProps {
  direction: "up" | "down";
  label: string;
  move: (() => void) | null;
}

function MoveButton({ direction, label, move }: MoveButtonProps) {
  return (
    <IconButton
      label={label}
      data-row-action={direction}
      aria-disabled={move ? undefined : true}
      onClick={() => move?.()}
      className="text-muted aria-disabled:opacity-40"
    >
      {direction === "up" ? <ArrowUp /> : <ArrowDown />}
    </IconButton>
  );
}
