"use client";

import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import { startTransition, useOptimistic, useState } from "react";
import { HealthBar, type HealthCounts } from "@/components/computations/distribution/health-bar";
import { ComputationActions, NameCell } from "@/components/computations/list/computation-cells";
import { useComputationsContext } from "@/components/computations/list/computation-dialogs";
import { callAction } from "@/components/forms/call-action";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { toast } from "@/components/ui/overlay/toast";
import { TableFrame } from "@/components/ui/table/table-frame";
import { reorderStages } from "@/lib/computations/actions";
import type { RowWithBody } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { useReorder } from "./use-reorder";

export type StageRow = RowWithBody<"stage"> & {
  /** The name of the profile that decides the health in this stage; null without one. */
  healthProfile: string | null;
  health: HealthCounts;
};

interface StageListProps {
  kind: ContactKind;
  stages: StageRow[];
  /** Contacts in no stage. */
  withoutStage: number;
}

export function StageList({ kind, stages, withoutStage }: StageListProps) {
  const { slug, disabledReason } = useComputationsContext();
  const [ids, setIds] = useOptimistic(stages.map(({ id }) => id));
  const [announcement, setAnnouncement] = useState("");

  const reorder = (next: string[]) =>
    startTransition(async () => {
      setIds(next);
      const result = await callAction(() => reorderStages(slug, { kind, ids: next }));
      if (!result.ok) toast.error(result.message);
    });
  const { order, draggedId, listProps, grab, move } = useReorder({
    ids,
    onReorder: disabledReason ? null : reorder,
  });
  const rows = order.flatMap((id) => stages.find((stage) => stage.id === id) ?? []);
  const moveBy = (stage: StageRow, by: -1 | 1, button: HTMLElement) => {
    move(stage.id, by, button);
    const position = Math.min(Math.max(ids.indexOf(stage.id) + by, 0), ids.length - 1) + 1;
    setAnnouncement(`${stage.name} is ${position} of ${ids.length} now.`);
  };
  return (
    <div className="flex flex-col gap-3">
      <TableFrame caption="Stages, in their order">
        <StageTableHead kind={kind} />
        <tbody {...listProps} className={cn(draggedId && "cursor-grabbing select-none")}>
          {rows.map((stage, index) => (
            <tr
              key={stage.id}
              className={cn(
                "relative h-15 border-t transition-colors duration-150 focus-within:bg-inset hover:bg-inset",
                stage.id === draggedId && "z-10 bg-accent-subtle hover:bg-accent-subtle",
              )}
            >
              <td className="relative z-10 py-1 pl-2">
                <IconButton
                  {...grab(stage.id)}
                  id={`grab-${stage.id}`}
                  label={`Move ${stage.name}`}
                  shortcut="↑ ↓"
                  disabledReason={disabledReason}
                  className="cursor-grab touch-none text-muted active:cursor-grabbing"
                >
                  <GripVertical />
                </IconButton>
              </td>
              <td className="truncate py-1 pr-3 pl-1">
                <StageName stage={stage} index={index} />
              </td>
              <td className="truncate px-3 py-1 max-xl:hidden">
                <ProfileName name={stage.healthProfile} />
              </td>
              <td className="px-3 py-1 text-right tabular-nums max-sm:hidden">
                {stage.count?.toLocaleString("en")}
              </td>
              <td className="px-3 py-1 max-lg:hidden">
                <HealthBar counts={stage.health} />
              </td>
              <td className="relative z-10 py-0.5 pr-2">
                <div className="reveal-with-row flex justify-end gap-0.5">
                  <IconButton
                    id={`up-${stage.id}`}
                    label={`Move ${stage.name} up`}
                    disabledReason={disabledReason ?? (index === 0 ? "It is the first stage." : null)}
                    onClick={({ currentTarget }) => moveBy(stage, -1, currentTarget)}
                  >
                    <ArrowUp />
                  </IconButton>
                  <IconButton
                    id={`down-${stage.id}`}
                    label={`Move ${stage.name} down`}
                    disabledReason={
                      disabledReason ?? (index === rows.length - 1 ? "It is the last stage." : null)
                    }
                    onClick={({ currentTarget }) => moveBy(stage, 1, currentTarget)}
                  >
                    <ArrowDown />
                  </IconButton>
                  <ComputationActions row={stage} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      <p className="text-muted tabular-nums">
        {withoutStage.toLocaleString("en")} {withoutStage === 1 ? kind : `${kind}s`} without a stage
      </p>
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </div>
  );
}

/** The kind is unknown while the page loads. */
function StageTableHead({ kind = "user" }: { kind?: ContactKind }) {
  return (
    <thead>
      <tr className="*:h-9 *:px-3 *:text-left *:font-medium *:text-muted *:text-sm">
        <th scope="col" className="w-11">
          <span className="sr-only">Order</span>
        </th>
        <th scope="col" className="pl-1!">
          Stage
        </th>
        <th scope="col" className="w-36 max-xl:hidden">
          Health profile
        </th>
        <th scope="col" className="w-20 text-right! max-sm:hidden">
          {kind === "user" ? "Users" : "Accounts"}
        </th>
        <th scope="col" className="w-52 max-lg:hidden xl:w-60">
          Health
        </th>
        <th scope="col" className="w-40 max-sm:w-28 pointer-coarse:w-46 max-sm:pointer-coarse:w-34">
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

function StageName({ stage, index }: { stage: StageRow; index: number }) {
  const { body, health, count, description } = stage;
  const isForAll = body.condition === null;
  return (
    <NameCell
      row={stage}
      badge={
        isForAll &&
        (index === 0 ? <Badge>Everybody else</Badge> : <Badge tone="warning">Hides the stages above</Badge>)
      }
      detail={description}
      narrow={
        <>
          <HiddenAbove width="sm">
            {count?.toLocaleString("en")} {count === 1 ? stage.kind : `${stage.kind}s`}
          </HiddenAbove>
          <HealthBar counts={health} className="max-w-60 pt-1" />
        </>
      }
    />
  );
}

function ProfileName({ name }: { name: string | null }) {
  if (name === null) return <span className="text-muted">None</span>;
  return <span title={name}>{name}</span>;
}

export function StageListSkeleton() {
  return (
    <TableFrame caption="Stages, loading" busy>
      <StageTableHead />
      <tbody>
        {["first", "second", "third", "fourth"].map((row) => (
          <tr key={row} className="h-15 border-t">
            <td />
            <td className="py-1 pr-3 pl-1">
              <Skeleton className="w-2/5" />
            </td>
            <td className="px-3 max-xl:hidden">
              <Skeleton className="w-20" />
            </td>
            <td className="px-3 max-sm:hidden">
              <Skeleton className="ml-auto w-10" />
            </td>
            <td className="px-3 max-lg:hidden">
              <Skeleton className="h-2 w-full" />
            </td>
            <td />
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
