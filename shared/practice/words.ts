import type { Language } from '../problems/problem.ts';

/** A cluster as documents name it; of a practice cluster they tell what happened nowhere. */
export interface NamedCluster {
  readonly name: string;
  readonly practice?: boolean | undefined;
}

/** How a document of a practice cluster says that it is one: in a sentence, and in two words beside the name. */
export const practiceWords: Readonly<Record<Language, { readonly note: string; readonly mark: string }>> = {
  en: {
    note: 'Practice mode: these nodes exist only in the program. Nothing is installed on a server.',
    mark: 'practice mode',
  },
  zh: { note: '演练模式：节点由本程序模拟，不会在任何服务器上安装。', mark: '演练模式' },
};

/** `demo`, or `demo (practice mode)`. */
export const markedName = ({ name, practice }: NamedCluster, language: Language): string => {
  if (practice !== true) return name;
  const { mark } = practiceWords[language];
  return language === 'zh' ? `${name}（${mark}）` : `${name} (${mark})`;
};
