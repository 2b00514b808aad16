import PizZip from 'pizzip';

/** Text as XML has it: escaped, and without the characters that XML 1.0 has no place for. */
export const xml = (text: string): string => printable(text).replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Without control characters other than line breaks and tabs; halves of characters become U+FFFD. */
export const printable = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '');

const run = (text: string, bold = false): string =>
  `<w:r>${bold ? '<w:rPr><w:b/></w:rPr>' : ''}<w:t xml:space="preserve">${xml(text)}</w:t></w:r>`;

/** A paragraph; `style` is Title, Heading1 or nothing. */
export const paragraph = (text: string, style?: 'Title' | 'Heading1'): string =>
  `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}${run(text)}</w:p>`;

const cell = (text: string, width: number, bold: boolean): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="pct"/></w:tcPr><w:p>${run(text, bold)}</w:p></w:tc>`;

/** A table with a head. Its rows are texts, or what docxtemplater repeats: a loop's tag in the first and the last cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.floor(5000 / Math.max(1, head.length));
  const row = (cells: readonly string[], bold = false) =>
    `<w:tr>${bold ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells.map((text) => cell(text, width, bold)).join('')}</w:tr>`;
  const grid = head.map(() => '<w:gridCol w:w="1800"/>').join('');
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${row(head, true)}${rows.map((cells) => row(cells)).join('')}</w:tbl>${paragraph('')}`;
}

/** A row that is repeated for each entry of a list. */
export const repeated = (list: string, tags: readonly string[]): string[] =>
  tags.map((tag, i) => `${i === 0 ? `{#${list}}` : ''}{${tag}}${i === tags.length - 1 ? `{/${list}}` : ''}`);

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

const heading = (id: string, size: number) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:pPr><w:keepNext/><w:spacing w:before="280" w:after="120"/></w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;
const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:color="8A97A6"/>`)
  .join('');
const styles = `${head}<w:styles ${namespace}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>${heading('Title', 40)}${heading('Heading1', 28)}<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr><w:tblBorders>${borders}</w:tblBorders></w:tblPr></w:style></w:styles>`;

/** A Word document of this content: the few parts that every program for such documents asks for. */
export function wordPackage(body: readonly string[]): Buffer {
  const zip = new PizZip();
  const part = (name: string, type: string) => `<Override PartName="${name}" ContentType="${type}"/>`;
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
  const files = {
    '[Content_Types].xml': `${head}<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/word/document.xml', `${word}.document.main+xml`)}${part('/word/styles.xml', `${word}.styles+xml`)}</Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packageTypes}/relationships">${relation('r1', 'officeDocument', 'word/document.xml')}</Relationships>`,
    'word/_rels/document.xml.rels': `${head}<Relationships xmlns="${packageTypes}/relationships">${relation('r1', 'styles', 'styles.xml')}</Relationships>`,
    'word/styles.xml': styles,
    'word/document.xml': `${head}<w:document ${namespace}><w:body>${body.join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr></w:body></w:document>`,
  };
  for (const [name, text] of Object.entries(files)) zip.file(name, text, { date: new Date(1980, 0, 1) });
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}
