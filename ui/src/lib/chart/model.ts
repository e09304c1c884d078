import type { Cell, Measure, Tile } from '#lib/api/types.ts';
import { bare, dates, type Grain, type Language } from '#lib/format/index.ts';
import { memberName } from '#lib/query/member.ts';
import { Answer, partial } from '#lib/query/result.ts';
import { labelled, labelSteps, monthStarts } from './scale.ts';

/** One line or one stack part: a value a bucket. Context is drawn grey and dashed. */
export type Series = { name: string; values: (number | null)[]; context: boolean; other?: boolean; follows?: boolean }; // follows: it goes on where the first ends, and the readout tells one of the two

/** The table twin of a chart, already written. */
export type Twin = { head: { text: string; number: boolean }[]; rows: string[][]; start?: number }; // the row to begin with in a long table

/** What line and column charts draw: buckets along, and one panel a unit, because two units never share an axis. */
export type Buckets = {
	labels: string[]; // as the readout says them
	keys: string[]; // as the server names them: ISO dates where the axis is time
	short: string[]; // as the axis says them
	years: string[]; // empty where one year needs no saying
	grain: Grain | '';
	open: boolean[]; // buckets that are not whole: the period or the data end inside them
	panels: { measure: Measure; series: Series[] }[];
};

export type Words = { thisPeriod: string; before: string; unknown: string; other: string };

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sameAxis = (a: Measure, b: Measure) => a.format === b.format && (a.unit ?? '') === (b.unit ?? '') && (a.currency ?? '') === (b.currency ?? '');

/** Reads a tile's answer as buckets of time, or of its first dimension, with one series a measure or a member of its split. */
export function buckets(tile: Tile, language: Language, today: string, words: Words): Buckets {
	const empty: Buckets = { labels: [], keys: [], short: [], years: [], grain: '', open: [], panels: [] };
	const data = tile.data;
	if (!data) return empty;
	const answer = new Answer(data);
	const along = (tile.dimensions ?? []).find((d) => d.name !== tile.split);
	if (!along) return empty;
	const grain = along.grain ?? '';
	const at = grain && answer.time() >= 0 ? answer.time() : answer.dimension(along.name);

	const found = new Map<string, string | null>();
	for (const row of answer.rows) if (!found.has(String(row[at]))) found.set(String(row[at]), grain ? String(row[at]) : memberName(answer, row, along, language, today));
	const keys = [...found.keys()];
	const places = new Map(keys.map((key, i) => [key, i]));
	const names = keys.map((key) => found.get(key) ?? null);
	const place = (row: Cell[]) => places.get(String(row[at])) ?? 0;
	const many = grain !== '' && new Set(names.map((n) => n?.slice(0, 4))).size > 1;
	const text = (n: string | null, short: boolean): string => {
		if (n === null) return words.unknown;
		if (!grain) return n;
		return short ? dates.axis(n, grain, language) : dates.bucket(n, grain, language, today);
	};

	const split = (tile.dimensions ?? []).find((d) => d.name === tile.split) ?? { name: tile.split ?? '', label: '', kind: '' };
	const panels: Buckets['panels'] = [];
	const blank = () => new Array<number | null>(places.size).fill(null);
	for (const measure of tile.measures) {
		const series = tile.split ? splitSeries(answer, tile, measure, place, blank, words, (row) => memberName(answer, row, split, language, today)) : plainSeries(answer, tile, measure, place, blank, words);
		const panel = tile.split ? undefined : panels.find((p) => sameAxis(p.measure, measure));
		if (panel) panel.series.push(...series);
		else panels.push({ measure, series });
	}
	return { labels: names.map((n) => text(n, false)), keys, short: names.map((n) => text(n, true)), years: names.map((n) => (many && grain !== 'year' ? (n ?? '').slice(0, 4) : '')), grain, open: keys.map((key) => partial(key, grain, tile.period, data.data_to)), panels };
}

function plainSeries(answer: Answer, tile: Tile, measure: Measure, place: (row: Cell[]) => number, blank: () => (number | null)[], words: Words): Series[] {
	const alone = tile.measures.length === 1;
	const values = blank();
	const before = blank();
	for (const row of answer.rows) {
		values[place(row)] = answer.valueOf(row, measure);
		before[place(row)] = answer.comparedOf(row, measure);
	}
	const compared = alone && tile.kind === 'line' && before.some((v) => v !== null);
	const out: Series[] = [{ name: compared ? words.thisPeriod : measure.label, values, context: false }];
	if (compared) out.push({ name: capital(tile.compared_text ?? words.before), values: before, context: true });
	return out;
}

function splitSeries(answer: Answer, tile: Tile, measure: Measure, place: (row: Cell[]) => number, blank: () => (number | null)[], words: Words, member: (row: Cell[]) => string | null): Series[] {
	const found = new Map<string, Series>();
	for (const row of answer.rows) {
		const other = answer.isOther(row);
		const name = other ? words.other : (member(row) ?? words.unknown);
		let series = found.get(name);
		if (!series) {
			series = { name, values: blank(), context: false, other };
			found.set(name, series);
		}
		series.values[place(row)] = answer.valueOf(row, measure);
	}
	const total = (s: Series) => s.values.reduce<number>((sum, v) => sum + (v ?? 0), 0);
	return [...found.values()].sort((a, b) => Number(a.other ?? false) - Number(b.other ?? false) || total(b) - total(a));
}

/** The same figures as a table. */
export function bucketTwin(model: Buckets, first: string, language: Language): Twin {
	const head = [{ text: first, number: false }];
	for (const panel of model.panels) for (const s of panel.series) head.push({ text: s.name, number: true });
	const rows = model.labels.map((label, i) => [
		label,
		...model.panels.flatMap((panel) => panel.series.map((s) => bare(s.values[i], panel.measure, language)))
	]);
	return { head, rows };
}

/** The buckets between which a line is drawn whole: a first or last one that is cut has a dashed line to it. */
export function solid(open: boolean[], values: (number | null)[]): [number, number] {
	const end = values.length - 1;
	const known = (i: number) => values[i] !== null && values[i] !== undefined;
	const cut = (i: number, beside: number) => end > 0 && open[i] === true && known(i) && known(beside);
	return [cut(0, 1) ? 1 : 0, cut(end, end - 1) ? end - 1 : end];
}

/** The largest series, and the rest added up as Other. */
export function top(series: Series[], most: number, other: string): Series[] {
	const named = series.filter((s) => !s.other);
	const rest = [...named.slice(most), ...series.filter((s) => s.other)];
	if (rest.length === 0) return named;
	const values = (rest[0]?.values ?? []).map((_, i) => rest.reduce<number | null>((sum, s) => (s.values[i] === null || s.values[i] === undefined ? sum : (sum ?? 0) + s.values[i]), null));
	return [...named.slice(0, most), { name: other, values, context: false, other: true }];
}

/** The labels of an axis and where they stand, with the year where it begins or changes. Long rows of days or weeks are told by their months. */
export function axisLabels(model: Buckets, room: number, language: Language, begin = 0, count = model.keys.length): { at: number; text: string }[] {
	const months = (model.grain === 'day' && count > 92) || (model.grain === 'week' && count > 80);
	const places = months ? monthStarts(model.keys.slice(begin, begin + count), room * 1.3) : labelled(count, room, labelSteps[model.grain] ?? [1, 2, 5, 10]);
	return places.map((place, k) => {
		const at = begin + place;
		const before = k > 0 ? model.years[begin + (places[k - 1] ?? 0)] : undefined;
		const year = model.years[at] ?? '';
		const text = months ? dates.axis(model.keys[at] ?? '', 'month', language) : (model.short[at] ?? '');
		return { at, text: text + (year && before !== year ? ` ${year}` : '') };
	});
}
