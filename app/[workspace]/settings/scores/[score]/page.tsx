import type { Metadata } from "next";
import { EditorPage } from "@/components/computations/editor/editor-page";
import { newRule } from "@/components/computations/scores/new-rule";
import { ScoreEditor } from "@/components/computations/scores/score-editor";
import { loadEditor, requireComputation } from "../../computations";

type Props = PageProps<"/[workspace]/settings/scores/[score]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, score: id } = await params;
  return { title: (await requireComputation(workspace, id, "score"))?.name ?? "Create score" };
}

export default async function ScorePage({ params, searchParams }: Props) {
  const { workspace: slug, score: id } = await params;
  const { kind, stored, editor } = await loadEditor({
    slug,
    id,
    type: "score",
    searchParams,
    initialBody: { type: "score", rules: [newRule], good: 70, bad: 30 },
  });
  return (
    <EditorPage
      slug={editor.slug}
      type="score"
      kind={kind}
      parent="Scores"
      title={stored?.name ?? "Create score"}
      description="A number from 0 to 100 by weighted rules."
    >
      <ScoreEditor {...editor} key={id} propertyName={stored?.propertyName ?? null} />
    </EditorPage>
  );
}
