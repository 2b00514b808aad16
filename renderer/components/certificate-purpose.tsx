import { purposeOf } from '../../shared/certificates/purpose.ts';
import { useWords } from '../locales/language.tsx';
import { purposes } from '../locales/purposes.ts';

/** What a certificate is for, by the name that the workspace keeps it under, and where it is. */
export function Purpose({ name, path = name }: { readonly name: string; readonly path?: string }) {
  const words = useWords(purposes);
  const purpose = purposeOf(name);
  if (purpose === undefined) return <span className="mono long">{path}</span>;
  return (
    <>
      {words[purpose]} <small className="mono quiet long">{path}</small>
    </>
  );
}
