import type { Metadata } from "next";
import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { EditorPage } from "@/components/computations/editor/editor-page";
import { StageEditor } from "@/components/computations/stages/stage-editor";
import { listWithBodies } from "@/lib/computations/queries";
import { loadEditor, requireComputation } from "../../computations";

type Props = PageProps<"/[workspace]/settings/stages/[stage]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, stage: id } = await params;
  return { title: (await requireComputation(workspace, id, "stage"))?.name ?? "Create stage" };
}

export default async function StagePage({ params, searchParams }: Props) {
  const { workspace: slug, stage: id } = await params;
  const { workspaceId, kind, stored, editor } = await loadEditor({
    slug,
    id,
    type: "stage",
    searchParams,
    initialBody: { type: "stage", condition: null, healthProfileId: null },
  });
  const [stages, profiles] = await Promise.all([
    listWithBodies(workspaceId, kind, "stage"),
    listWithBodies(workspaceId, kind, "healthProfile"),
  ]);
  const isFirst = stored ? stages[0]?.id === stored.id : stages.length === 0;
  if (!stored && !isFirst) editor.saved.body.condition = emptyCondition;
  return (
    <EditorPage
      slug={editor.slug}
      type="stage"
      kind={kind}
      parent="Stages"
      title={stored?.name ?? "Create stage"}
      description="The last stage whose conditions hold wins."
    >
      <StageEditor
        {...editor}
        key={id}
        isFirst={isFirst}
        defaultProfile={profiles.find(({ body }) => body.isDefault)?.name ?? null}
      />
    </EditorPage>
  );
}
