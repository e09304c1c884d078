import type { Fan, FanSeries, FanStep } from '#lib/api/forecast.ts';
import { bare, dates, type Language, type NumberSpec } from '#lib/format/index.ts';
import type { Buckets, Twin } from './model.ts';

/** One step of a fan: what was reported, what that will be once everything is, or what is forecast. */
export type FanPoint = {
	past: number | null;
	completed: number | null;
	next: FanStep | null;
	holiday: string;
	finding: string; // the kind of what was found there
	expected: { low: number; high: number } | null; // of an anomaly: the 95% of the forecast made before
};

/** What a fan draws: steps of the past and those to come on one axis, told by `axis` as every other chart's buckets are. */
export type FanModel = {
	axis: Buckets;
	name: string;
	points: FanPoint[];
	believed: number; // the last step that is believed as it was reported
	anchor: number; // the last step that is known, where the forecast begins
	earlier: number; // steps of the past that are not drawn
	target: { from: number; to: number; pace: number } | null;
};

/** A step in full. A week is told by both of its ends, because its Monday alone reads as a day. */
export function stepText(at: string, step: Fan['step'], language: Language, today: string): string {
	if (step !== 'week') return dates.bucket(at, step, language, today);
	const end = dates.parse(at);
	end.setUTCDate(end.getUTCDate() + 6);
	return dates.range(at.slice(0, 10), dates.iso(end), language, today);
}

/** A name in the middle of a sentence, unless it is written in capitals. */
export const within = (label: string): string => (/^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label);

/** Is the measure a number of something, so that its name can stand behind it? */
export const isCount = (measure: NumberSpec): boolean => measure.format === 'integer' || (measure.format === 'number' && !measure.unit);

// How many steps of the past stand beside a forecast at least, by grain.
const least: Record<Fan['step'], number> = { hour: 72, day: 56, week: 26, month: 24 };

/** Reads one series of a fan. Of a long past three horizons are drawn, or what `most` says: more would leave no room for what comes. */
export function fanModel(fan: Fan, series: FanSeries, language: Language, today: string, most = Math.max(least[fan.step], 3 * fan.horizon)): FanModel {
	const past = new Map(series.past);
	const completed = new Map(series.completed);
	const next = new Map(series.next.map((step) => [step.at, step]));
	const all = [...new Set([...past.keys(), ...completed.keys(), ...next.keys()])].sort();
	const known = all.filter((at) => !next.has(at)).length;
	const earlier = Math.max(0, known - most);
	const keys = all.slice(earlier);

	const holidays = new Map(fan.holidays);
	// What was found is told of a fan of one series; of several nobody could say whose it is.
	const alone = fan.series.length === 1;
	const anomalies = new Map(alone ? fan.anomalies.map(([at, , low, high]) => [at, { low, high }]) : []);
	const findings = new Map(alone ? fan.findings.map((f) => [f.at, f.kind]) : []);
	const points = keys.map((at): FanPoint => ({
		past: past.get(at) ?? null,
		completed: completed.get(at) ?? null,
		next: next.get(at) ?? null,
		holiday: holidays.get(at) ?? '',
		finding: findings.get(at) ?? '',
		expected: anomalies.get(at) ?? null
	}));
	const begin = points.findIndex((p) => p.next !== null);
	const many = new Set(keys.map((key) => key.slice(0, 4))).size > 1;
	return {
		axis: {
			keys,
			labels: keys.map((key) => stepText(key, fan.step, language, today)),
			short: keys.map((key) => dates.axis(key, fan.step, language)),
			years: keys.map((key) => (many ? key.slice(0, 4) : '')),
			grain: fan.step,
			open: keys.map((key) => key > series.complete_until && !next.has(key)),
			panels: []
		},
		name: series.name,
		points,
		believed: keys.findLastIndex((key) => key <= series.complete_until && !next.has(key)),
		anchor: points.findLastIndex((p, i) => (begin < 0 || i < begin) && (p.completed ?? p.past) !== null),
		earlier,
		target: pace(fan, keys)
	};
}

/** The value that stands for a step: what is forecast, what it will be when everything is reported, or what was. */
export function valueAt(point: FanPoint | undefined): number | null {
	return point?.next?.value ?? point?.completed ?? point?.past ?? null;
}

/** A forecast of what is counted lies between the counts: where they are small, their parts matter. All figures of a chart have the same. */
export function fanSpec(measure: NumberSpec, values: number[]): NumberSpec {
	const most = Math.max(0, ...values.map(Math.abs));
	if (measure.format === 'money' && measure.decimals < 0) return { ...measure, decimals: most >= 100 ? 0 : 2 };
	if (measure.format !== 'integer' && (measure.format !== 'number' || measure.decimals >= 0)) return measure;
	return { ...measure, format: 'number', decimals: most < 1 ? 2 : most < 10 ? 1 : 0 };
}

/** How the figures of a fan are written: what is expected, and the ends of its ranges, which for counts are often counts themselves. */
export type FanSpecs = { value: NumberSpec; bound: NumberSpec };

export function fanSpecs(measure: NumberSpec, series: FanSeries[]): FanSpecs {
	const next = series.flatMap((s) => s.next);
	const value = fanSpec(measure, next.map((n) => n.value));
	return { value, bound: boundSpec(value, next.flatMap((n) => [n.lo80, n.hi80, n.lo95, n.hi95])) };
}

/** The ends of ranges, written whole where all of them are. */
export function boundSpec(value: NumberSpec, bounds: (number | null)[]): NumberSpec {
	return value.format === 'number' && bounds.every((v) => v === null || Number.isInteger(v)) ? { ...value, decimals: 0 } : value;
}

/** The days of a period: 2026, 2026-12 or 2026-12-01..2026-12-24, both days inside; null where it is none. */
export function periodDays(period: string): [string, string] | null {
	if (/^\d{4}$/.test(period)) return [`${period}-01-01`, `${period}-12-31`];
	if (/^\d{4}-\d\d$/.test(period)) {
		const last = new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)), 0));
		return [`${period}-01`, dates.iso(last)];
	}
	const [from, to] = period.split('..');
	return from && to ? [from.slice(0, 10), to.slice(0, 10)] : null;
}

const DAY = 86_400_000;

// A target is for a period; on an axis of steps it is what a step of the period has to bring on average.
function pace(fan: Fan, keys: string[]): FanModel['target'] {
	const range = fan.target && periodDays(fan.target.period);
	if (!fan.target || !range) return null;
	const inside = keys.flatMap((key, i) => (key.slice(0, 10) >= range[0] && key.slice(0, 10) <= range[1] ? [i] : []));
	const [from, to] = [inside[0], inside[inside.length - 1]];
	if (from === undefined || to === undefined) return null;
	const days = (dates.parse(range[1]).getTime() - dates.parse(range[0]).getTime()) / DAY + 1;
	const months = (Number(range[1].slice(0, 4)) - Number(range[0].slice(0, 4))) * 12 + Number(range[1].slice(5, 7)) - Number(range[0].slice(5, 7)) + 1;
	const steps = { hour: days * 24, day: days, week: days / 7, month: months }[fan.step];
	return { from, to, pace: fan.target.value / steps };
}

export type TwinWords = { when: string; reported: string; completed: string; forecast: string; low: (share: number) => string; high: (share: number) => string; mark: string; marks: (point: FanPoint) => string };

/** The same figures as a table; columns that would be empty are left out. */
export function fanTwin(model: FanModel, specs: FanSpecs, measure: NumberSpec, language: Language, words: TwinWords): Twin {
	const any = (f: (p: FanPoint) => unknown) => model.points.some((p) => f(p) !== null && f(p) !== undefined);
	const write = (v: number | null | undefined, as: NumberSpec) => (v === null || v === undefined ? '' : bare(v, as, language));
	type Column = { text: string; of: (p: FanPoint) => number | null | undefined; as?: NumberSpec };
	const columns: Column[] = [
		{ text: words.reported, of: (p: FanPoint) => p.past, as: measure },
		{ text: words.completed, of: (p: FanPoint) => p.completed },
		{ text: words.forecast, of: (p: FanPoint) => p.next?.value },
		{ text: words.low(80), of: (p: FanPoint) => p.next?.lo80, as: specs.bound },
		{ text: words.high(80), of: (p: FanPoint) => p.next?.hi80, as: specs.bound },
		{ text: words.low(95), of: (p: FanPoint) => p.next?.lo95, as: specs.bound },
		{ text: words.high(95), of: (p: FanPoint) => p.next?.hi95, as: specs.bound }
	].filter((c) => any(c.of));
	const marked = model.points.some((p) => words.marks(p) !== '');
	return {
		head: [{ text: words.when, number: false }, ...columns.map((c) => ({ text: c.text, number: true })), ...(marked ? [{ text: words.mark, number: false }] : [])],
		start: Math.max(0, model.anchor - 1),
		rows: model.points.map((p, i) => [model.axis.labels[i] ?? '', ...columns.map((c) => write(c.of(p), c.as ?? specs.value)), ...(marked ? [words.marks(p)] : [])])
	};
}
