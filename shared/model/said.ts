import { z } from 'zod';

/** What moves a terminal's cursor, turns the text around it, or is half of a character. */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** What a host said, as it is shown and kept: on one line, and no longer than `most`. What is more is cut: a host that says too much is still told of. */
export const said = (most = 300) => z.string().transform((text) => text.slice(0, most).replace(unshowable, ' '));

/** So many of what a host said, and no more. */
export const atMost = <T extends z.ZodType>(most: number, one: T) => z.array(one).transform((all) => all.slice(0, most));
