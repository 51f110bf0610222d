import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/layout/card";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  type ContactPageQuery,
  formatContactPageUrl,
  type RelatedContact,
  toContactUrl,
} from "@/lib/contacts/schema/contact-page";

interface RelatedContactsProps {
  slug: string;
  /** Of the page's contact. */
  kind: ContactKind;
  rows: RelatedContact[];
  next: string | null;
  path: string;
  query: ContactPageQuery;
}

/** The current accounts of a user, or users of an account. */
export function RelatedContacts({ slug, kind, rows, next, path, query }: RelatedContactsProps) {
  const relatedKind = kind === "user" ? "account" : "user";
  const title = relatedKind === "account" ? "Accounts" : "Users";
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="text-muted">{kind === "user" ? "In no account." : "No user is in this account."}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {rows.map(({ id, name, alias, externalId, lastSeenAt }) => (
            <li key={id} className="flex min-w-0 items-baseline justify-between gap-3">
              <Link
                href={toContactUrl(slug, relatedKind, id)}
                prefetch={false}
                title={alias ?? externalId ?? undefined}
                className="link min-w-0 truncate"
              >
                {name}
              </Link>
              <span className="shrink-0 text-muted text-sm">
                <RelativeTime value={lastSeenAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {(next !== null || query.after !== null) && (
        <div className="flex gap-2 pt-4">
          {query.after !== null && (
            <Button asChild>
              <Link href={formatContactPageUrl(path, { ...query, after: null })} scroll={false}>
                First
              </Link>
            </Button>
          )}
          {next !== null && (
            <Button asChild>
              <Link href={formatContactPageUrl(path, { ...query, after: next })} scroll={false}>
                More {title.toLowerCase()}
              </Link>
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
