import { massiveCondition, massiveExchange } from '@tapewire/market';
import { malformed } from '../fields/malformed.ts';

/** The OPRA letter of a condition id; a regular sale has none. */
export function conditionOf(field: string, id: unknown): string | undefined {
  const condition = typeof id === 'number' ? massiveCondition(id) : undefined;
  if (condition === undefined || 'refused' in condition) throw malformed(field, 'an option condition id 201–217, 219 or 227–248', id);
  return condition.letter ?? undefined;
}

/** The OPRA participant of an exchange id; no id, and ids that name none, say nothing. */
export function exchangeOf(field: string, id: unknown): string | undefined {
  if (id === undefined || id === null || id === '') return undefined;
  if (typeof id !== 'number' || !Number.isInteger(id)) throw malformed(field, 'an exchange id', id);
  return massiveExchange(id);
}
