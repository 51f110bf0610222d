"use client";

import {
  Activity,
  Cable,
  CircleUser,
  Contact,
  Filter,
  Gauge,
  Globe,
  HeartPulse,
  KeyRound,
  Milestone,
  ScrollText,
  SlidersHorizontal,
  Tags,
  Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { AccountMenu, type AccountMenuProps } from "@/components/people/account-menu";
import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { ThemeSwitch } from "@/components/ui/theme/theme-switch";
import { WorkspaceSwitcher, type WorkspaceSwitcherProps } from "@/components/workspaces/workspace-switcher";

const workspaceLinks = [{ path: "contacts", label: "Contacts", Icon: Contact }];

const links = [
  { path: "api-access", label: "API access", Icon: KeyRound },
  { path: "websites", label: "Websites", Icon: Globe },
  { path: "sdk-connector", label: "SDK connector", Icon: Cable },
  { path: "segments", label: "Segments", Icon: Filter },
  { path: "stages", label: "Stages", Icon: Milestone },
  { path: "health", label: "Health", Icon: HeartPulse },
  { path: "scores", label: "Scores", Icon: Gauge },
  { path: "properties", label: "Properties", Icon: Tags },
  { path: "events", label: "Events", Icon: Activity },
  { path: "members", label: "Members", Icon: Users },
  { path: "audit-log", label: "Audit log", Icon: ScrollText },
  { path: "general", label: "General", Icon: SlidersHorizontal },
  { path: "account", label: "Your account", Icon: CircleUser },
];

export type SettingsPanelProps = WorkspaceSwitcherProps & Pick<AccountMenuProps, "person" | "onFollow">;

/** Workspace switcher, links to the settings pages, account menu and theme. */
export function SettingsPanel({ current, workspaces, deletedCount, person, onFollow }: SettingsPanelProps) {
  return (
    <div className="flex h-full flex-col gap-4">
      <WorkspaceSwitcher current={current} workspaces={workspaces} deletedCount={deletedCount} />
      <SettingsLinks slug={current.slug} onFollow={onFollow} />
      <div className="mt-auto flex items-center gap-1">
        <AccountMenu person={person} accountPath={`/${current.slug}/settings/account`} onFollow={onFollow} />
        <ThemeSwitch />
      </div>
    </div>
  );
}

interface SettingsLinksProps {
  slug: string;
  onFollow?: () => void;
}

function SettingsLinks({ slug, onFollow }: SettingsLinksProps) {
  return (
    <>
      <nav aria-label="Workspace">
        <LinkList base={`/${slug}`} links={workspaceLinks} onFollow={onFollow} />
      </nav>
      <nav aria-label="Settings" className="flex min-h-0 flex-col gap-1 overflow-y-auto">
        <p aria-hidden className="px-2 font-medium text-muted text-xs">
          Settings
        </p>
        <LinkList base={`/${slug}/settings`} links={links} onFollow={onFollow} />
      </nav>
    </>
  );
}

interface LinkListProps {
  base: string;
  links: typeof workspaceLinks;
  onFollow?: () => void;
}

function LinkList({ base, links, onFollow }: LinkListProps) {
  const pathname = usePathname();
  return (
    <ul className="flex flex-col gap-0.5">
      {links.map(({ path, label, Icon }) => {
        const href = `${base}/${path}`;
        const isCurrent = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <li key={path}>
            <HoverPrefetchLink
              href={href}
              onClick={onFollow}
              aria-current={isCurrent ? "page" : undefined}
              className={cn(
                "flex h-control items-center gap-2 rounded-control px-2 text-muted -outline-offset-2 transition-colors duration-150 hover:bg-hover hover:text-text",
                isCurrent && "bg-hover font-medium text-text",
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {label}
            </HoverPrefetchLink>
          </li>
        );
      })}
    </ul>
  );
}
