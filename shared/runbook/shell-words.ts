/** One word of a POSIX shell, whatever is in it: a word of harmless characters stays as it is. */
export const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** A command line of these words. */
export const commandLine = (argv: readonly string[]): string => argv.map(quoted).join(' ');

/** A comment that stays one line and carries nothing that a terminal would obey. */
export const comment = (text: string): string => `# ${text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()}`;
