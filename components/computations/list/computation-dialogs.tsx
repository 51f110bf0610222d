"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use } from "react";
import { DeleteDialog } from "@/components/forms/delete-dialog";
import { createButtonId } from "@/components/ui/create-button";
import { findNeighborButton, type OpenDialog, useDialogs } from "@/components/ui/overlay/use-dialogs";
import type { ActionResult } from "@/lib/action";
import { deleteComputation } from "@/lib/computations/actions";
import { computationNouns } from "@/lib/computations/schema/computation";
import type { ComputationRow } from "@/lib/computations/schema/explanation";
import { UsedByList } from "./used-by";

export interface ComputationsContextValue {
  /** Of the workspace. */
  slug: string;
  /** Why this member may not create, edit or delete; null if they may. */
  disabledReason: string | null;
  beginDeleting: OpenDialog<ComputationRow>;
}

const ComputationsContext = createContext<ComputationsContextValue | null>(null);

export function useComputationsContext(): ComputationsContextValue {
  const context = use(ComputationsContext);
  if (!context) throw new Error("Render this inside ComputationDialogs.");
  return context;
}

interface ComputationDialogsProps {
  slug: string;
  disabledReason: string | null;
  /** The computations on the page. */
  rows: ComputationRow[];
  /** Names what the deletion removes, and what it keeps. */
  deletion: string;
  children: ReactNode;
}

/** Renders the dialog that deletes a computation of the list. */
export function ComputationDialogs({
  slug,
  disabledReason,
  rows,
  deletion,
  children,
}: ComputationDialogsProps) {
  const router = useRouter();
  const { count, act, open, begin, close, closeTowards, returnFocus } =
    useDialogs<ComputationRow>(createButtonId);
  const row = act && (rows.find(({ id }) => id === act.id) ?? act);

  const remove = async (id: string): Promise<ActionResult<void>> => {
    const result = await deleteComputation(slug, { id });
    // Another member may have started to use it: show the new list of its users. After the dialog's transition, which
    // would wait for it.
    if (!result.ok && result.code === "conflict") setTimeout(router.refresh);
    return result.ok ? { ok: true, data: undefined } : result;
  };
  return (
    <ComputationsContext value={{ slug, disabledReason, beginDeleting: begin }}>
      {children}
      {row && (
        <DeleteDialog
          key={count}
          open={open}
          name={row.name}
          noun={computationNouns[row.type]}
          description={deletion}
          remove={() => remove(row.id)}
          onClose={close}
          onDeleted={() => closeTowards(findNeighborButton(rows, row.id))}
          onCloseAutoFocus={returnFocus}
        >
          {row.usedBy.length > 0 && (
            <div className="flex flex-col gap-1.5 pt-2">
              <p className="font-medium">Remove it from these first:</p>
              <UsedByList slug={slug} usedBy={row.usedBy} />
            </div>
          )}
        </DeleteDialog>
      )}
    </ComputationsContext>
  );
}
