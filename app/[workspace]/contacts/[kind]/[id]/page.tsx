import type { Metadata } from "next";
import { type ApiCall, ContactCurl } from "@/components/contacts/contact-curl";
import { ContactProperties } from "@/components/contacts/page/contact-properties";
import { ContactResults } from "@/components/contacts/page/contact-results";
import { ContactSummary } from "@/components/contacts/page/contact-summary";
import { ContactTimeline } from "@/components/contacts/page/contact-timeline";
import { RelatedContacts } from "@/components/contacts/page/related-contacts";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import { explainContact } from "@/lib/computations/explain/queries";
import { formatKindUrl } from "@/lib/computations/schema/urls";
import { listRelatedContacts } from "@/lib/contacts/detail/queries";
import { type ContactDetail, loadContactPageQuery, toContactUrl } from "@/lib/contacts/schema/contact-page";
import { listTimeline } from "@/lib/contacts/timeline/queries";
import { env } from "@/lib/env";
import { listSegments } from "@/lib/segments/queries";
import { requireContact } from "./require-contact";

type Props = PageProps<"/[workspace]/contacts/[kind]/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { contact } = await requireContact(await params);
  return { title: contact.name };
}

export default async function ContactPage({ params, searchParams }: Props) {
  const { workspaceId, slug, contact } = await requireContact(await params);
  const { kind, id, name, alias, externalId } = contact;
  const query = loadContactPageQuery(await searchParams);
  const [timeline, related, explanations, segments] = await Promise.all([
    listTimeline(workspaceId, kind, id, query),
    listRelatedContacts(workspaceId, kind, id, query.after),
    explainContact(workspaceId, kind, id),
    listSegments(workspaceId, kind),
  ]);
  const path = toContactUrl(slug, kind, id);
  const identifiers = [alias, externalId].filter((text) => text !== null && text !== name).join(" · ");
  const segmentId = explanations.find(({ computation }) => computation.type === "segment")?.computation.id;
  return (
    <div>
      <Breadcrumb
        parent={{ label: "Contacts", href: formatKindUrl(`/${slug}/contacts`, { kind }) }}
        current={kind === "user" ? "User" : "Account"}
      />
      <PageHeader
        title={<span className="break-words">{name}</span>}
        description={identifiers || undefined}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
        <ContactResults
          slug={slug}
          kind={kind}
          contactId={id}
          explanations={explanations}
          segments={segments}
        />
        <div className="flex min-w-0 flex-col gap-6 xl:row-span-2">
          <ContactSummary contact={contact} />
          <RelatedContacts slug={slug} kind={kind} {...related} path={path} query={query} />
          <ContactProperties contact={contact} />
        </div>
        <ContactTimeline slug={slug} kind={kind} timeline={timeline} path={path} query={query} />
        <div className="xl:col-span-2">
          <ContactCurl origin={env().NEXTAUTH_URL} calls={listCalls(contact, segmentId ?? segments[0]?.id)} />
        </div>
      </div>
    </div>
  );
}

/** The API names contacts by their external id. Without one, the list finds them by email or domain. */
function listCalls({ kind, externalId, alias }: ContactDetail, segmentId: string | undefined): ApiCall[] {
  const contacts = `/${kind}s`;
  if (externalId === null) {
    if (alias === null) return [];
    const filter = kind === "user" ? "email" : "domain";
    return [{ label: `This ${kind}`, target: `${contacts}?${filter}=${encodeURIComponent(alias)}` }];
  }
  const contact = `${contacts}/${encodeURIComponent(externalId)}`;
  return [
    { label: `This ${kind}, with all properties`, target: contact },
    { label: "Events", target: `${contact}/events` },
    { label: "Segments", target: `${contact}/segments` },
    kind === "user"
      ? { label: "Accounts", target: `${contact}/accounts` }
      : { label: "Users", target: `${contact}/users` },
    ...(segmentId === undefined
      ? []
      : [{ label: "Why it is in a segment, or not", target: `${contact}/segments/${segmentId}/why` }]),
  ];
}
