"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { Button } from "./button";
import { useShortcut } from "./use-shortcut";

/** Dialogs return the focus to this id if their opener no longer exists. */
export const createButtonId = "create";

interface CreateButtonProps {
  /** "Create application" */
  label: string;
  disabledReason: string | null;
  onCreate: (button: HTMLElement) => void;
}

/** The primary action of a list page, with the shortcut C. */
export function CreateButton({ label, disabledReason, onCreate }: CreateButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const create = () => {
    if (button.current && !hasOpenOverlay()) onCreate(button.current);
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

function hasOpenOverlay(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}
