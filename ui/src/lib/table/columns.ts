import type { Cell, Dimension, Measure } from '#lib/api/types.ts';
import type { Language } from '#lib/format/index.ts';
import { memberName } from '#lib/query/member.ts';
import type { Answer } from '#lib/query/result.ts';

/** A column of a table as it is drawn. */
export type Column =
	| { kind: 'name'; key: string; label: string; dimension: Dimension; under?: Dimension }
	| { kind: 'text'; key: string; label: string; dimension: Dimension }
	| { kind: 'bar' | 'figure'; key: string; label: string; measure: Measure }
	| { kind: 'change'; key: string; label: string; measure: Measure }
	| { kind: 'trend'; key: string; label: string };

/**
 * The columns of a table: the first dimension names the rows with the second below it, further ones stand beside; the first figure
 * has a bar, its change and its trend.
 */
export function columns(answer: Answer, dimensions: Dimension[], measures: Measure[], trend: boolean, words: { change: string; trend: string }): Column[] {
	const [first, second, ...rest] = dimensions;
	const out: Column[] = [];
	const under = second && !second.grain && first && !first.grain ? second : undefined;
	if (first) out.push({ kind: 'name', key: first.name, label: under ? `${first.label} · ${under.label}` : first.label, dimension: first, under });
	for (const d of under || !second ? rest : [second, ...rest]) out.push({ kind: 'text', key: d.name, label: d.label, dimension: d });
	for (const [i, measure] of measures.entries()) {
		const drawn = i === 0 && measure.format !== 'percent' && measure.format !== 'duration';
		out.push({ kind: drawn ? 'bar' : 'figure', key: measure.column, label: measure.label + (measure.unit ? `, ${measure.unit}` : ''), measure });
		if (i === 0 && answer.rows.some((row) => answer.comparedOf(row, measure) !== null)) out.push({ kind: 'change', key: `${measure.column} change`, label: words.change, measure });
		if (i === 0 && trend) out.push({ kind: 'trend', key: 'trend', label: words.trend });
	}
	return out;
}

/** The words of a row's member. */
export function memberText(answer: Answer, row: Cell[], dimension: Dimension, language: Language, today: string, unknown: string): string {
	return memberName(answer, row, dimension, language, today) ?? unknown;
}
