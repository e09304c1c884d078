import type { Cell, Measure, Result } from '#lib/api/types.ts';
import type { Grain } from '#lib/format/index.ts';

/** Reads an answer by what its columns mean instead of by where they stand. */
export class Answer {
	readonly result: Result;
	readonly rows: Cell[][];

	constructor(result: Result) {
		this.result = result;
		this.rows = result.rows ?? [];
	}

	/** The place of a measure's column, or -1. */
	measure(column: string): number {
		return this.result.columns.findIndex((c) => c.role === 'measure' && c.name === column);
	}

	compared(column: string): number {
		return this.result.columns.findIndex((c) => c.role === 'compared' && c.of === column);
	}

	time(): number {
		return this.result.columns.findIndex((c) => c.role === 'time');
	}

	dimension(name: string): number {
		return this.result.columns.findIndex((c) => (c.role === 'dimension' || c.role === 'time') && c.name === name);
	}

	label(name: string): number {
		return this.result.columns.findIndex((c) => c.role === 'label' && c.of === name);
	}

	/** Is this the row that holds the rest? */
	isOther(row: Cell[]): boolean {
		const at = this.result.columns.findIndex((c) => c.role === 'other');
		return at >= 0 && row[at] === true;
	}

	/** The text of a dimension's member: its label where it has one. */
	member(row: Cell[], name: string): string | null {
		const at = this.label(name);
		const shown = at >= 0 ? row[at] : null;
		const raw = shown ?? row[this.dimension(name)] ?? null;
		return raw === null ? null : String(raw);
	}

	number(row: Cell[] | undefined, at: number): number | null {
		return toNumber(row?.[at]);
	}

	valueOf(row: Cell[] | undefined, measure: Measure): number | null {
		return this.number(row, this.measure(measure.column));
	}

	comparedOf(row: Cell[] | undefined, measure: Measure): number | null {
		return this.number(row, this.compared(measure.column));
	}
}

/** Numbers come as JSON numbers; a decimal beyond them may come as its digits. */
export function toNumber(cell: Cell | undefined): number | null {
	if (typeof cell === 'number') return cell;
	if (typeof cell === 'string' && cell.trim() !== '' && Number.isFinite(Number(cell))) return Number(cell);
	return null;
}

/** Splits "2026-01-01..2026-01-31" into its two days. */
export function days(period: string | undefined): [string, string] | null {
	const [from, to] = (period ?? '').split('..');
	return from && to ? [from, to] : null;
}

/** Does the bucket that begins on a day reach past the period or the data, on either side? Then it is no whole bucket. */
export function partial(bucket: string, grain: Grain | '', period: string | undefined, dataTo: string): boolean {
	if (grain === '' || grain === 'hour' || grain === 'day' || bucket.length < 10) return false;
	const end = new Date(`${bucket.slice(0, 10)}T00:00:00Z`);
	if (Number.isNaN(end.getTime())) return false;
	if (grain === 'week') end.setUTCDate(end.getUTCDate() + 7);
	else end.setUTCMonth(end.getUTCMonth() + { month: 1, quarter: 3, year: 12 }[grain]);
	end.setUTCDate(end.getUTCDate() - 1);
	const last = end.toISOString().slice(0, 10);
	const range = days(period);
	return (dataTo !== '' && dataTo.slice(0, 10) < last) || (range !== null && (range[1] < last || range[0] > bucket.slice(0, 10)));
}

/** Has the period days that the data do not reach yet? Then a comparison with a whole one would mislead. */
export function unfinished(period: string | undefined, dataTo: string): boolean {
	const range = days(period);
	return range !== null && dataTo !== '' && dataTo.slice(0, 10) < range[1];
}
