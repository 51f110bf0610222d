"use client";

import Link from "next/link";
import { createContext, type ReactNode, use } from "react";
import type { ContactReference } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { toContactUrl } from "@/lib/contacts/schema/contact-page";

type LinkTarget = { slug: string; kind: ContactKind };

const LinkTargetContext = createContext<LinkTarget | null>(null);

/** Says where the names of contacts inside lead. */
export function ContactLinks({ slug, kind, children }: LinkTarget & { children: ReactNode }) {
  return <LinkTargetContext value={{ slug, kind }}>{children}</LinkTargetContext>;
}

/** Opens the contact's page. */
export function ContactName({ contact: { id, name } }: { contact: ContactReference }) {
  const target = use(LinkTargetContext);
  if (!target) throw new Error("Render this inside ContactLinks.");
  return (
    <Link
      href={toContactUrl(target.slug, target.kind, id)}
      prefetch={false}
      title={name}
      className="block truncate rounded-[2px] font-medium after:absolute after:inset-0 hover:underline"
    >
      {name}
    </Link>
  );
}
