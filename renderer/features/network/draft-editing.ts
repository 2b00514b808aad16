import type { Draft } from '../../../shared/draft/draft.ts';
import type { FieldProblems } from '../nodes/field-problems.ts';

/** What a part of the form needs: the draft, a way to change it, and what is wrong with it by field. */
export interface DraftEditing {
  readonly draft: Draft;
  readonly edit: (change: (draft: Draft) => Draft) => void;
  readonly wrong: FieldProblems;
}
