import { z } from 'zod';

/** The part of a JSON Schema that the document shows. */
const schemaPart = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get items() {
    return schemaPart.optional();
  },
  get anyOf() {
    return z.array(schemaPart).optional();
  },
  get properties() {
    return z.record(z.string(), schemaPart).optional();
  },
  required: z.array(z.string()).optional(),
});
type SchemaPart = z.output<typeof schemaPart>;

/** JSON Schema of what a client writes (`input`) or reads (`output`). */
export const jsonSchema = (shape: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> =>
  without(z.toJSONSchema(shape, { io, target: 'draft-7' }), '$schema');

/** An object without one of its members. */
export const without = (object: object, name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(object).filter(([member]) => member !== name));

/** Rows of a Markdown table: field, type, what it means. */
export function fieldRows(shape: z.ZodType, io: 'input' | 'output'): string[] {
  const { properties = {}, required = [] } = schemaPart.parse(jsonSchema(shape, io));
  return Object.entries(properties).map(([name, part]) => {
    const optional = required.includes(name) ? '' : '?';
    const fallback = part.default === undefined ? [] : [`default \`${JSON.stringify(part.default)}\``];
    const meaning = [...(part.description === undefined ? [] : [part.description]), ...fallback].join('; ');
    return `| \`${name}${optional}\` | ${typeText(part)} | ${meaning} |`;
  });
}

function typeText(part: SchemaPart): string {
  if (part.enum) return part.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  if (part.const !== undefined) return `\`${JSON.stringify(part.const)}\``;
  if (part.anyOf) return part.anyOf.map(typeText).join(' or ');
  if (part.items?.items?.anyOf) return 'array of rows';
  if (part.items) return `array${bounds(part.minItems, part.maxItems)} of ${typeText(part.items)}`;
  if (part.properties) return `{ ${Object.keys(part.properties).join(', ')} }`;
  const type = Array.isArray(part.type) ? part.type.join(' or ') : (part.type ?? 'anything');
  const max = part.maximum !== undefined && part.maximum < Number.MAX_SAFE_INTEGER ? part.maximum : undefined;
  const min = part.minimum !== undefined && part.minimum > Number.MIN_SAFE_INTEGER ? part.minimum : undefined;
  if (type === 'string') return `string${part.maxLength === undefined ? '' : ` (at most ${part.maxLength} characters)`}`;
  return `${type}${bounds(min, max)}`;
}

function bounds(min: number | undefined, max: number | undefined): string {
  if (min === undefined && max === undefined) return '';
  return ` (${min ?? ''}…${max ?? ''})`;
}
