/**
 * One argument of a request as the helper's `decode` reads it. What is no plain character is written in octal byte by byte, so that
 * no shell ever sees it; most arguments need none of that and are decoded without starting a process.
 * @throws {TypeError} where it holds a NUL, which no argument of a process can
 */
export function encodeToken(text: string): string {
  if (text === '') return '%';
  if (text.includes('\0')) throw new TypeError('an argument cannot hold a NUL');
  return text.replace(/[^A-Za-z0-9_./:=@,+-]+/g, (run) =>
    [...Buffer.from(run, 'utf8')].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  );
}

/** A request's line, without what follows it. */
export const requestLine = (id: number, verb: string, args: readonly string[]): string =>
  `${[id, verb, ...args.map(encodeToken)].join(' ')}\n`;
