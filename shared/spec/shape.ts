import { z } from 'zod';

/** The keys that the schema allows in the map at `path`, given the value that stands there (it decides between alternatives). */
export function allowedKeys(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): readonly string[] {
  const bare = unwrapped(schema);
  const [key, ...rest] = path;
  if (bare instanceof z.ZodDiscriminatedUnion) {
    const tag = bare.def.discriminator;
    const chosen = bare.options.find((option) => {
      const tagSchema = shapeOf(option)?.[tag];
      return tagSchema !== undefined && z.core.safeParse(tagSchema, property(value, tag)).success;
    });
    return chosen ? allowedKeys(chosen, value, path) : [];
  }
  const shape = shapeOf(bare);
  if (shape) {
    if (key === undefined) return Object.keys(shape);
    const child = shape[String(key)];
    return child ? allowedKeys(child, property(value, key), rest) : [];
  }
  if (bare instanceof z.ZodArray && key !== undefined) return allowedKeys(bare.element, property(value, key), rest);
  return [];
}

const shapeOf = (schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined =>
  schema instanceof z.ZodObject ? schema.shape : undefined;

/** A path as problems show it: nodes[2].address */
export const written = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key).slice(0, 64)}`)).join('');

/** What stands at a path of a parsed document, if anything does. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inside, key) => property(inside, key), value);

const property = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap())
    : schema;
}
