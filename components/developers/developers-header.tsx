import { KeyRound } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { ThemeSwitch } from "@/components/ui/theme/theme-switch";

export function DevelopersHeader() {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b bg-background px-4 sm:px-5">
      <Link href="/developers" className="flex items-center gap-2 rounded-control font-semibold">
        <span aria-hidden className="grid size-6 place-items-center rounded-control bg-accent text-on-accent">
          <KeyRound className="size-4" />
        </span>
        API reference
      </Link>
      <div className="ml-auto flex items-center gap-1">
        <Button asChild>
          <Link href="/">Open the app</Link>
        </Button>
        <ThemeSwitch />
      </div>
    </header>
  );
}
