"use client";

import { Globe, KeyRound, ScrollText, SlidersHorizontal, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/class-names";

const links = [
  { path: "api-access", label: "API access", Icon: KeyRound },
  { path: "websites", label: "Websites", Icon: Globe },
  { path: "members", label: "Members", Icon: Users },
  { path: "audit-log", label: "Audit log", Icon: ScrollText },
  { path: "general", label: "General", Icon: SlidersHorizontal },
];

interface SettingsLinksProps {
  slug: string;
  onFollow?: () => void;
}

export function SettingsLinks({ slug, onFollow }: SettingsLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings">
      <ul className="flex flex-col gap-0.5">
        {links.map(({ path, label, Icon }) => {
          const href = `/${slug}/settings/${path}`;
          const isCurrent = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <li key={path}>
              <Link
                href={href}
                onClick={onFollow}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "flex h-control items-center gap-2 rounded-control px-2 text-muted transition-colors duration-150 hover:bg-hover hover:text-text",
                  isCurrent && "bg-hover font-medium text-text",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
