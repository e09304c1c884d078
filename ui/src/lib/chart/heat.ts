import type { Dimension, Tile } from '#lib/api/types.ts';
import { bare, localeOf, type Language } from '#lib/format/index.ts';
import { memberName } from '#lib/query/member.ts';
import { Answer } from '#lib/query/result.ts';
import type { Twin } from './model.ts';

/** A grid of values: rows down, columns along; null is "nothing recorded". */
export type Heat = { rows: string[]; columns: string[]; values: (number | null)[]; most: number; peak: number; along: Dimension; down: Dimension };

/** Members that are there even without data: every weekday, every hour. */
function whole(dimension: Dimension, language: Language): Map<string, string> {
	const out = new Map<string, string>();
	if (dimension.kind === 'hour') for (let h = 0; h < 24; h++) out.set(String(h), String(h).padStart(2, '0'));
	if (dimension.kind === 'weekday') {
		const name = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' });
		for (let d = 1; d <= 7; d++) out.set(String(d), name.format(new Date(Date.UTC(2024, 0, d))));
	}
	return out;
}

/** Reads a tile's answer as a grid. Hours go along, whatever the order of the dimensions. */
export function heat(tile: Tile, language: Language, unknown: string): Heat | null {
	const measure = tile.measures[0];
	let [down, along] = tile.dimensions ?? [];
	if (!tile.data || !measure || !down || !along) return null;
	if (down.kind === 'hour' && along.kind !== 'hour') [down, along] = [along, down];
	const answer = new Answer(tile.data);
	const [downAt, alongAt] = [answer.dimension(down.name), answer.dimension(along.name)];
	const rows = whole(down, language);
	const columns = whole(along, language);
	const cells = new Map<string, number | null>();
	for (const row of answer.rows) {
		const [r, c] = [String(row[downAt]), String(row[alongAt])];
		if (!rows.has(r)) rows.set(r, memberName(answer, row, down, language, '') ?? unknown);
		if (!columns.has(c)) columns.set(c, memberName(answer, row, along, language, '') ?? unknown);
		cells.set(`${r}\n${c}`, answer.valueOf(row, measure));
	}
	const values = [...rows.keys()].flatMap((r) => [...columns.keys()].map((c) => cells.get(`${r}\n${c}`) ?? null));
	const most = Math.max(0, ...values.map((v) => v ?? 0));
	// Where several cells share the most, none of them is the peak.
	const peak = most > 0 && values.indexOf(most) === values.lastIndexOf(most) ? values.indexOf(most) : -1;
	return { rows: [...rows.values()], columns: [...columns.values()], values, most, peak, along, down };
}

/** The eighth of the scale that a value falls in. */
export function step(value: number, most: number): number {
	if (most <= 0 || value <= 0) return 0;
	return Math.min(7, Math.floor((value / most) * 8));
}

/** Where a cell stands, in words: Sun 20:00, CRM · Business register. */
export function place(grid: Heat, index: number): string {
	const [row, column] = [grid.rows[Math.floor(index / grid.columns.length)], grid.columns[index % grid.columns.length]];
	return grid.along.kind === 'hour' ? `${row} ${column}:00` : `${row} · ${column}`;
}

export function heatTwin(grid: Heat, tile: Tile, language: Language): Twin {
	const measure = tile.measures[0];
	if (!measure) return { head: [], rows: [] };
	return {
		head: [{ text: grid.down.label, number: false }, ...grid.columns.map((text) => ({ text, number: true }))],
		rows: grid.rows.map((name, r) => [name, ...grid.columns.map((_, c) => bare(grid.values[r * grid.columns.length + c], measure, language))])
	};
}
