import { History, Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { RunBanner } from "@/components/computations/run-banner";
import { ChangeTable } from "@/components/computations/segments/change-table";
import { ContactLinks } from "@/components/computations/segments/contact-name";
import { SegmentMemberTable } from "@/components/computations/segments/member-table";
import { CursorLinks, MemberViews } from "@/components/computations/segments/member-views";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getDenialReason, may } from "@/lib/auth/permissions";
import { requireActor } from "@/lib/auth/session";
import { listSegmentHistory } from "@/lib/computations/history/queries";
import { countSegmentMembers, getRunState, listSegmentMembers } from "@/lib/computations/queries";
import type { Computation } from "@/lib/computations/schema/computation";
import {
  loadMembersQuery,
  type MembersQuery,
  toEditorUrl,
  toListUrl,
  toMembersUrl,
} from "@/lib/computations/schema/urls";
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";
import { requireComputation } from "../../../computations";

type Props = PageProps<"/[workspace]/settings/segments/[segment]/members">;

const perPage = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const segment = await requireSegment(await params);
  return { title: `Members of ${segment.name}` };
}

export default async function MembersPage({ params, searchParams }: Props) {
  const segment = await requireSegment(await params);
  const query = loadMembersQuery(await searchParams);
  const { workspaceId, workspace, role } = await requireActor((await params).workspace);
  const { kind, id, name } = segment;
  const run = await getRunState(workspaceId, kind);
  const count = await countSegmentMembers(workspaceId, kind, id);
  const path = toMembersUrl(workspace.slug, id);
  const isAllowed = may(role, "manageComputations");
  const view = { workspaceId, segment, path, query };
  return (
    <div>
      <Breadcrumb
        parent={{ label: "Segments", href: toListUrl(workspace.slug, "segment", kind) }}
        middle={name}
        current="Members"
      />
      <PageHeader
        title={`Members of ${name}`}
        description={`${count.toLocaleString("en")} ${count === 1 ? kind : `${kind}s`}`}
        action={
          <Button asChild>
            <Link href={toEditorUrl(workspace.slug, segment)}>
              {isAllowed ? "Edit segment" : "Show conditions"}
            </Link>
          </Button>
        }
      />
      <RunBanner
        slug={workspace.slug}
        kind={kind}
        run={run}
        disabledReason={isAllowed ? null : getDenialReason("manageComputations")}
      />
      <MemberViews path={path} selected={query.show} />
      <ContactLinks slug={workspace.slug} kind={kind}>
        {query.show === "members" ? <Members {...view} /> : <Changes {...view} />}
      </ContactLinks>
    </div>
  );
}

interface ViewProps {
  workspaceId: WorkspaceId;
  segment: Computation<"segment">;
  path: string;
  query: MembersQuery;
}

async function Members({ workspaceId, segment: { id, kind, body }, path, query }: ViewProps) {
  const { rows, next } = await readPageAt(query, (page) => listSegmentMembers(workspaceId, kind, id, page));
  if (rows.length === 0) {
    return (
      <>
        <EmptyState
          icon={<Users />}
          title={query.cursor ? "No more members" : "No members"}
          description={
            body
              ? `No ${kind} matches the conditions now. Members appear here as soon as they do.`
              : "Its members are fixed, and none of them is left."
          }
        />
        <CursorLinks path={path} query={query} next={null} />
      </>
    );
  }
  return (
    <>
      <SegmentMemberTable kind={kind} members={rows} />
      <CursorLinks path={path} query={query} next={next} />
    </>
  );
}

async function Changes({ workspaceId, segment: { id, kind }, path, query }: ViewProps) {
  const { rows, next } = await readPageAt(query, (page) => listSegmentHistory(workspaceId, kind, id, page));
  if (rows.length === 0) {
    return (
      <>
        <EmptyState
          icon={<History />}
          title={query.cursor ? "Nothing older" : "No changes yet"}
          description={`Each ${kind} that enters or leaves appears here, with the cause.`}
        />
        <CursorLinks path={path} query={query} next={null} />
      </>
    );
  }
  return (
    <>
      <ChangeTable changes={rows} />
      <CursorLinks path={path} query={query} next={next} />
    </>
  );
}

/** An invalid cursor falls back to the first page. */
async function readPageAt<Row>(
  { cursor }: MembersQuery,
  read: (page: PageQuery) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  if (cursor === null) return read({ limit: perPage });
  try {
    return await read({ limit: perPage, cursor });
  } catch (error) {
    if (error instanceof AppError && error.code === "bad_request") return read({ limit: perPage });
    throw error;
  }
}

async function requireSegment({ workspace, segment: id }: { workspace: string; segment: string }) {
  return (await requireComputation(workspace, id, "segment")) ?? notFound();
}
