"use client";

import { CircleUser, LogOut, UserCog } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import { toast } from "@/components/ui/overlay/toast";

export interface AccountMenuProps {
  person: { name: string; email: string };
  accountPath: string;
  onFollow?: () => void;
}

export function AccountMenu({ person, accountPath, onFollow }: AccountMenuProps) {
  const leave = () =>
    import("./session-requests")
      .then(({ signOut }) => signOut())
      .catch(() => toast.error("The server could not be reached. You are still signed in."));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" className="min-w-0 flex-1 justify-start px-2">
          <CircleUser aria-hidden className="text-muted" />
          <span className="truncate">
            <span className="sr-only">Account: </span>
            {person.name}
          </span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        <DropdownMenuLabel className="truncate">{person.email}</DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href={accountPath} onClick={onFollow}>
            <UserCog aria-hidden />
            Your account
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={leave}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
