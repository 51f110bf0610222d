"use client";

import { ArchiveRestore, ChevronsUpDown, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import { useDialogs } from "@/components/ui/overlay/use-dialogs";

const CreateWorkspaceDialog = lazyComponent(
  async () => (await import("./create-workspace-dialog")).CreateWorkspaceDialog,
);

export interface WorkspaceSwitcherProps {
  current: { name: string; slug: string };
  workspaces: { name: string; slug: string }[];
  /** Workspaces that this person can restore. */
  deletedCount: number;
}

export function WorkspaceSwitcher({ current, workspaces, deletedCount }: WorkspaceSwitcherProps) {
  const router = useRouter();
  const trigger = useRef<HTMLButtonElement>(null);
  const { count, act, open, begin, close, returnFocus } = useDialogs<true>("workspace-switcher");
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={trigger} variant="ghost" className="w-full min-w-0 justify-between px-2">
            <span className="truncate font-semibold">
              <span className="sr-only">Workspace: </span>
              {current.name}
            </span>
            <ChevronsUpDown aria-hidden className="text-muted" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="w-60">
          <DropdownMenuLabel>Workspaces</DropdownMenuLabel>
          <DropdownMenuRadioGroup
            value={current.slug}
            onValueChange={(slug) => router.push(`/${slug}/settings`)}
          >
            {workspaces.map(({ name, slug }) => (
              <DropdownMenuRadioItem key={slug} value={slug}>
                <span className="truncate">{name}</span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => trigger.current && begin(true, trigger.current)}>
            <Plus aria-hidden />
            Create workspace
          </DropdownMenuItem>
          {deletedCount > 0 && (
            <DropdownMenuItem onSelect={() => router.push("/deleted-workspaces")}>
              <ArchiveRestore aria-hidden />
              Deleted workspaces
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {act && (
        <LazyBoundary key={count}>
          <CreateWorkspaceDialog open={open} onOpenChange={close} onCloseAutoFocus={returnFocus} />
        </LazyBoundary>
      )}
    </>
  );
}
