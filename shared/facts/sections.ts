/** The parts of a raw probe answer, by name. A name may be missing where the host has no such file or program. */
export type Sections = ReadonlyMap<string, string>;

/** Takes a probe's answer apart at the lines `MARK NAME`. */
export function splitSections(answer: string, mark: string): Sections {
  const sections = new Map<string, string>();
  for (const part of answer.split(`\n${mark} `).slice(1)) {
    const end = part.indexOf('\n');
    sections.set(end < 0 ? part : part.slice(0, end), end < 0 ? '' : part.slice(end + 1));
  }
  return sections;
}

/** No list in a host's answer is believed to be longer than this. */
const MOST = 4096;

/** The lines of a section that hold anything. */
export const linesOf = (sections: Sections, name: string): string[] =>
  (sections.get(name) ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MOST);

/** A short text of one line, without control characters and invisible marks. */
export const oneLine = (text: string | undefined): string =>
  (text ?? '')
    .trim()
    .replace(/[\p{Cc}\p{Cf}].*/su, '')
    .slice(0, 256);

/** A whole number that a host wrote, 0 where it is none. */
export const wholeNumber = (text: string | undefined): number => {
  const value = /^\d{1,18}$/.test(text ?? '') ? Number(text) : 0;
  return Number.isSafeInteger(value) ? value : 0;
};
