/**
 * A piece of a document that is known only when it is sent: a secret from the vault, or a certificate made in the same run.
 * Both are named (`pki.etcd-ca.key`), resolved at the last moment, and shown unresolved. Secrets are masked wherever they would show.
 */
export type LateValue =
  { readonly secret: string; readonly encoding: Encoding } | { readonly certificate: string; readonly encoding: Encoding };
export type Encoding = 'utf8' | 'base64';

/** A document: plain text, or text with late values in between. */
export type Content = string | readonly (string | LateValue)[];

export const secret = (name: string, encoding: Encoding = 'utf8'): LateValue => ({ secret: name, encoding });
export const certificate = (name: string, encoding: Encoding = 'utf8'): LateValue => ({ certificate: name, encoding });

/** Builds a `Content` from a template literal whose holes are text or late values; adjacent text is joined. */
export function document(strings: TemplateStringsArray, ...holes: readonly (string | number | LateValue | Content)[]): Content {
  const parts: (string | LateValue)[] = [];
  const add = (part: string | LateValue) => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  };
  strings.forEach((text, i) => {
    add(text);
    const hole = holes[i];
    if (hole === undefined) return;
    if (typeof hole === 'number') add(String(hole));
    else if (typeof hole === 'string' || 'encoding' in hole) add(hole);
    else hole.forEach(add);
  });
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : parts;
}

/** Whether a document holds a secret, so that neither it nor a diff of it may be shown. */
export const holdsSecret = (content: Content): boolean =>
  typeof content !== 'string' && content.some((part) => typeof part !== 'string' && 'secret' in part);

/** The document as `plan` shows it: late values by name, in angle brackets. */
export const shown = (content: Content): string =>
  typeof content === 'string'
    ? content
    : content
        .map((part) => {
          if (typeof part === 'string') return part;
          return 'secret' in part ? `<secret ${part.secret}>` : `<certificate ${part.certificate}>`;
        })
        .join('');
