"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { Button } from "./button";
import { useShortcut } from "./use-shortcut";

/** By which the dialogs find it when what opened them is gone. */
export const createButtonId = "create";

interface CreateButtonProps {
  /** The act: "Create application". */
  label: string;
  /** Why this person may not; null if they may. */
  disabledReason: string | null;
  onCreate: (button: HTMLElement) => void;
}

/** The primary action of a page that lists things, also at the key C. */
export function CreateButton({ label, disabledReason, onCreate }: CreateButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const create = () => {
    if (button.current && !isCovered()) onCreate(button.current);
  };
  useShortcut("c", disabledReason ? null : create);

  const children = (
    <>
      <Plus />
      {label}
    </>
  );
  if (disabledReason) {
    return (
      <Button variant="primary" disabledReason={disabledReason}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip content={label} shortcut="C">
      <Button ref={button} id={createButtonId} variant="primary" aria-keyshortcuts="C" onClick={create}>
        {children}
      </Button>
    </Tooltip>
  );
}

/** Whether something lies over the page that must be answered first. */
function isCovered(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}
