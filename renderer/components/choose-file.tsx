import { useRef, type ReactElement } from 'react';

/**
 * A file of this computer's, chosen in the system's own dialog. `choose` opens it; `input` is to be drawn beside what calls that, and is
 * not seen. The same file may be chosen again.
 */
export function useChooseFile({
  label,
  accept,
  take,
}: {
  readonly label: string;
  /** Endings, with their dots, and commas between them. */
  readonly accept: string;
  readonly take: (file: File) => void;
}): { readonly choose: () => void; readonly input: ReactElement } {
  const ref = useRef<HTMLInputElement>(null);
  return {
    choose: () => ref.current?.click(),
    input: (
      <input
        ref={ref}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) take(file);
          event.currentTarget.value = '';
        }}
      />
    ),
  };
}
