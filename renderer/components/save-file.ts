/** Saves a text as a file, as a browser does: where the operator wants it. */
export const saveText = (name: string, type: string, text: string): void => save(name, `${type};charset=utf-8`, text);

const office = 'application/vnd.openxmlformats-officedocument';
const types: Readonly<Record<string, string>> = {
  docx: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
};

/** Saves an Office document, that comes as base64, by the name that it has. */
export const saveDocument = (name: string, content: string): void =>
  save(
    name,
    types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    Uint8Array.from(atob(content), (character) => character.charCodeAt(0)),
  );

function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
