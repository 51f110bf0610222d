import { Copy, Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { EditorPage } from "@/components/computations/editor/editor-page";
import { SegmentEditor } from "@/components/computations/segments/segment-editor";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { loadPrefilledSegment } from "@/lib/computations/schema/prefilled-segment";
import { loadNewSegmentQuery, toDuplicateUrl, toMembersUrl } from "@/lib/computations/schema/urls";
import { findComputation, loadEditor, requireComputation } from "../../computations";

type Props = PageProps<"/[workspace]/settings/segments/[segment]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, segment: id } = await params;
  return { title: (await requireComputation(workspace, id, "segment"))?.name ?? "Create segment" };
}

export default async function SegmentPage({ params, searchParams }: Props) {
  const { workspace, segment: id } = await params;
  const { kind, stored, editor } = await loadEditor({
    slug: workspace,
    id,
    type: "segment",
    searchParams,
    initialBody: { type: "segment", condition: emptyCondition },
  });
  const { from } = loadNewSegmentQuery(await searchParams);
  const source = stored || from === null ? null : await findComputation(workspace, from, "segment");
  const { condition } = loadPrefilledSegment(await searchParams);
  if (!stored && condition) editor.saved.body = { type: "segment", condition };
  if (source) {
    editor.saved.name = `Copy of ${source.name}`.slice(0, 80);
    editor.saved.description = source.description;
    editor.saved.body = source.body ?? editor.saved.body;
  }
  return (
    <EditorPage
      slug={editor.slug}
      type="segment"
      kind={source?.kind ?? kind}
      parent="Segments"
      title={stored?.name ?? "Create segment"}
      description={
        kind === "user"
          ? "Users enter when the conditions hold, and leave when they no longer do."
          : "Accounts enter when the conditions hold, and leave when they no longer do."
      }
      action={
        stored && (
          <>
            {editor.disabledReason === null && (
              <Button asChild>
                <Link href={toDuplicateUrl(editor.slug, stored)}>
                  <Copy />
                  Duplicate
                </Link>
              </Button>
            )}
            <Button asChild>
              <Link href={toMembersUrl(editor.slug, stored.id)}>
                <Users />
                Members
              </Link>
            </Button>
          </>
        )
      }
    >
      {from !== null && !stored && !source && (
        <Alert tone="warning" title="The original no longer exists" className="mb-6">
          The segment to duplicate was deleted. This one starts without conditions.
        </Alert>
      )}
      <SegmentEditor {...editor} key={id} hasFixedMembers={stored !== null && stored.body === null} />
    </EditorPage>
  );
}
