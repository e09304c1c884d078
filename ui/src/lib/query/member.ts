import type { Cell, Dimension } from '#lib/api/types.ts';
import { dates, localeOf, type Language } from '#lib/format/index.ts';
import type { Answer } from './result.ts';

/** A member of a dimension in words: a bucket of time, the project's word for it, a weekday, an hour or a month by name, or null for unknown. */
export function memberName(answer: Answer, row: Cell[], dimension: Dimension, language: Language, today: string): string | null {
	const name = answer.member(row, dimension.name);
	if (name === null) return null;
	if (dimension.grain) return dates.bucket(name, dimension.grain, language, today);
	return dimension.labels?.[name] ?? kindName(dimension.kind, name, language) ?? name;
}

/** Numbers that stand for something everybody has a name for. A label of the project, which is no number, is kept. */
export function kindName(kind: string, name: string, language: Language): string | null {
	const n = Number(name);
	if (name === '' || !Number.isInteger(n)) return null;
	if (kind === 'hour' && n >= 0 && n < 24) return String(n).padStart(2, '0');
	if (kind === 'weekday' && n >= 1 && n <= 7) return new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, n)));
	if (kind === 'month' && n >= 1 && n <= 12) return new Intl.DateTimeFormat(localeOf(language), { month: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, n - 1, 1)));
	return null;
}
