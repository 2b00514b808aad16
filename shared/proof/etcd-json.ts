import { z } from 'zod';

/** A number of 64 bits as etcdctl prints it, exact: `JSON.parse` alone would round it. Decimal. */
export const wide = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().min(0)]).transform(String);

/** A member's id as etcdctl takes and shows it to people: hexadecimal. */
export const inHex = (decimal: string): string => BigInt(decimal).toString(16);

/** The first JSON document of a list or object that etcdctl printed, numbers of 64 bits as strings; null where there is none. */
export function etcdJson(answer: string): unknown {
  const line = answer.split('\n').find((one) => one.startsWith('[') || one.startsWith('{'));
  try {
    return JSON.parse((line ?? 'null').replace(/:\s*(\d{10,20})(?=[,}\s])/g, ':"$1"'));
  } catch {
    return null;
  }
}
